import {
  type Address,
  encodeFunctionData,
  erc20Abi,
  type Hex,
  hexToBytes,
  parseAbi,
  parseEther,
  parseGwei,
  size,
} from "viem";
import { entryPoint09Abi, entryPoint09Address, type PackedUserOperation } from "viem/account-abstraction";
import { type Chain, createChain } from "../../contracts/support/createChain.ts";
import { fundAccount } from "../../contracts/support/deployAccounts.ts";
import { beneficiary, handleOps, packUserOperation, readSuccess } from "../../contracts/support/userOperation.ts";
import { createOwnSponsor, createVerifyingSponsor, type Sponsor } from "./paymasters.ts";
import type { Call, GasRow, Peer, PeerKind } from "./types.ts";

// Addresses without a zero byte, as real ones mostly are.
const recipient: Address = `0x${"a1".repeat(20)}`;
const secondRecipient: Address = `0x${"b2".repeat(20)}`;

type Bench = {
  readonly chain: Chain;
  readonly token: Address;
  readonly sponsors: { readonly verifying: Sponsor; readonly own: Sponsor };
  baseFee: bigint;
};

/**
 * Measures one kind of account on a chain of its own: chain id 1, Osaka, the canonical EntryPoint v0.9, one unmeasured
 * operation before, the account's deposit funded, recipients that exist and hold the token.
 */
export async function measure(kind: PeerKind): Promise<GasRow> {
  const bench = await createBench();
  const createPeer = await kind.prepare(bench.chain);
  await warmUp(bench, await createPeer(0));
  const peer = await createPeer(1);
  await fund(bench, peer);

  const native: Call = { to: recipient, value: 1n, data: "0x" };
  const erc20 = transfer(bench.token, recipient);
  const calls = [erc20, transfer(bench.token, secondRecipient)];
  const createWithDeposit = await run(bench, peer, { callData: peer.encodeCall(native), initCode: peer.initCode });
  const poor = await createPeer(2);
  await bench.chain.client.setBalance({ address: poor.sender, value: parseEther("10") });
  const create = await run(bench, poor, { callData: poor.encodeCall(native), initCode: poor.initCode });
  await run(bench, peer, { callData: peer.encodeCall(native) });
  const erc20Call = { callData: peer.encodeCall(erc20) };
  const erc20Run = await run(bench, peer, erc20Call);
  return {
    create: create.gas,
    createWithDeposit: createWithDeposit.gas,
    native: (await run(bench, peer, { callData: peer.encodeCall(native) })).gas,
    erc20: erc20Run.gas,
    batch: await runBatch(bench, peer, peer.encodeBatch?.(calls)),
    batchPacked: await runBatch(bench, peer, peer.encodeShortBatch?.(calls)),
    erc20Paymaster: (await runSponsored(bench, peer, erc20Call, bench.sponsors.verifying)).gas,
    erc20OwnPaymaster: (await runSponsored(bench, peer, erc20Call, bench.sponsors.own)).gas,
    calldataBytes: erc20Run.calldataBytes,
  };
}

async function createBench(): Promise<Bench> {
  const chain = await createChain(1);
  const faucet = chain.wallet.account.address;
  const { address: token } = await chain.viem.deployContract("SampleToken", ["USD Coin", "USDC", 6, faucet]);
  for (const address of [recipient, secondRecipient, beneficiary]) {
    await chain.client.setBalance({ address, value: parseEther("1") });
  }
  const bench = {
    chain,
    token,
    sponsors: { verifying: await createVerifyingSponsor(chain), own: await createOwnSponsor(chain) },
    baseFee: parseGwei("1"),
  };
  for (const holder of [recipient, secondRecipient]) await mint(bench, holder);
  return bench;
}

const mintAbi = parseAbi(["function mint(address to, uint256 amount)"]);

async function mint({ chain, token }: Bench, to: Address): Promise<void> {
  await chain.wallet.writeContract({
    abi: mintAbi,
    address: token,
    functionName: "mint",
    args: [to, 1_000_000_000n],
  });
}

async function fund(bench: Bench, peer: Peer): Promise<void> {
  await fundAccount(bench.chain, peer.sender);
  await mint(bench, peer.sender);
}

/** A whole account first, so that factory, paymasters and EntryPoint have been used before anything is measured. */
async function warmUp(bench: Bench, peer: Peer): Promise<void> {
  await fund(bench, peer);
  const callData = peer.encodeCall(transfer(bench.token, recipient));
  await run(bench, peer, { callData, initCode: peer.initCode });
  await runSponsored(bench, peer, { callData }, bench.sponsors.verifying);
  await runSponsored(bench, peer, { callData }, bench.sponsors.own);
}

const transfer = (token: Address, to: Address): Call => ({
  to: token,
  value: 0n,
  data: encodeFunctionData({ abi: erc20Abi, functionName: "transfer", args: [to, 1_000_000n] }),
});

type Fields = { readonly callData: Hex; readonly initCode?: Hex };
type Measured = { readonly gas: number; readonly calldataBytes: number };

async function runBatch(bench: Bench, peer: Peer, callData: Hex | undefined): Promise<number | null> {
  return callData === undefined ? null : (await run(bench, peer, { callData })).gas;
}

const run = (bench: Bench, peer: Peer, fields: Fields): Promise<Measured> => runSponsored(bench, peer, fields);

async function runSponsored(bench: Bench, peer: Peer, fields: Fields, sponsor?: Sponsor): Promise<Measured> {
  const { chain } = bench;
  const userOp = await signWithoutZeroBytes(bench, peer, fields, sponsor);
  // With an equal base fee the deposit's slot can return to its old value and give a refund that no user gets.
  bench.baseFee += parseGwei("0.01");
  await chain.client.setNextBlockBaseFeePerGas({ baseFeePerGas: bench.baseFee });
  const receipt = await handleOps(chain, [userOp]);
  if (readSuccess(receipt)[0] !== true) throw new Error("the measured operation failed");
  const { input } = await chain.client.getTransaction({ hash: receipt.transactionHash });
  return { gas: Number(receipt.gasUsed), calldataBytes: size(input) };
}

/** A zero byte of calldata is cheaper; a signature has one now and then, by luck. */
async function signWithoutZeroBytes(
  { chain }: Bench,
  peer: Peer,
  fields: Fields,
  sponsor: Sponsor | undefined,
): Promise<PackedUserOperation> {
  const nonce = await chain.client.readContract({
    abi: entryPoint09Abi,
    address: entryPoint09Address,
    functionName: "getNonce",
    args: [peer.sender, 0n],
  });
  for (let preVerificationGas = 50_000n; ; preVerificationGas++) {
    const unsigned = packUserOperation({
      ...fields,
      sender: peer.sender,
      nonce,
      preVerificationGas,
      verificationGasLimit: fields.initCode === undefined ? 200_000n : 1_500_000n,
      callGasLimit: 100_000n,
    });
    const paymasterAndData = (await sponsor?.(unsigned)) ?? "0x";
    const userOp = { ...unsigned, paymasterAndData };
    const { signature, random } = await peer.sign(userOp);
    const sponsored = hexToBytes(paymasterAndData).slice(-64);
    if (!hexToBytes(random).includes(0) && !sponsored.includes(0)) return { ...userOp, signature };
  }
}

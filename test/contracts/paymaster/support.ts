import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { network } from "hardhat";
import {
  type Abi,
  type Address,
  bytesToHex,
  concat,
  encodeFunctionData,
  getContract,
  type Hex,
  isAddressEqual,
  numberToHex,
  pad,
  parseEther,
  parseGwei,
  parseSignature,
  publicActions,
  serializeCompactSignature,
  signatureToCompactSignature,
} from "viem";
import { entryPoint09Abi, entryPoint09Address, type PackedUserOperation } from "viem/account-abstraction";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { sponsorPaymasterAbi } from "../../../packages/account/src/generated/abi.ts";

const require = createRequire(import.meta.url);
const senderCreatorAddress = "0x0A630a99Df908A81115A3022927Be82f9299987e";

const artifact = (name: string): { abi: Abi; bytecode: Hex } =>
  require(`@account-abstraction/contracts/artifacts/${name}.json`);

export const ownerOf = (index: number): PrivateKeyAccount => privateKeyToAccount(numberToHex(index + 1, { size: 32 }));

/** Fields of a sponsored operation under test; every one of them is signed by the sponsor. */
export type OperationFields = {
  readonly sender: Address;
  readonly nonce: bigint;
  readonly initCode: Hex;
  readonly callData: Hex;
  readonly verificationGasLimit: bigint;
  readonly callGasLimit: bigint;
  readonly preVerificationGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
  readonly maxFeePerGas: bigint;
  readonly paymasterVerificationGasLimit: bigint;
  readonly paymasterPostOpGasLimit: bigint;
  readonly validAfter: number;
  readonly validUntil: number;
};

export type Chain = Awaited<ReturnType<typeof createChain>>;

/** A simulated chain with the canonical EntryPoint v0.9 and SenderCreator. */
export async function createChain(chainId = 31337) {
  const connection = await network.create({ override: { chainId } });
  const client = (await connection.viem.getTestClient()).extend(publicActions);
  for (const address of [entryPoint09Address, senderCreatorAddress] as const) {
    const path = require.resolve(`hardhat-predeploy/bin/${address}.bytecode`);
    await client.setCode({ address, bytecode: bytesToHex(await readFile(path)) });
  }
  const [wallet] = await connection.viem.getWalletClients();
  if (wallet === undefined) throw new Error("the simulated chain has no funded account");
  const entryPoint = getContract({
    abi: entryPoint09Abi,
    address: entryPoint09Address,
    client: { public: client, wallet },
  });
  return { connection, client, wallet, entryPoint, chainId };
}

/** A funded EOA of ours, unlike the chain's own accounts, can also sign typed data off the node. */
export async function fund(chain: Chain, account: PrivateKeyAccount): Promise<void> {
  await chain.client.setBalance({ address: account.address, value: parseEther("100") });
}

/** SimpleAccount of the EntryPoint's own repository, deployed by an operation, as its factory demands. */
export async function createSender(chain: Chain, owner: PrivateKeyAccount): Promise<Address> {
  const { abi, bytecode } = artifact("SimpleAccountFactory");
  const hash = await chain.wallet.deployContract({ abi, bytecode, args: [entryPoint09Address] });
  const { contractAddress: factory } = await chain.client.waitForTransactionReceipt({ hash });
  if (!factory) throw new Error("no factory");
  const sender = (await chain.client.readContract({
    abi,
    address: factory,
    functionName: "getAddress",
    args: [owner.address, 0n],
  })) as Address;
  await chain.entryPoint.write.depositTo([sender], { value: parseEther("1") });
  const initCode = concat([
    factory,
    encodeFunctionData({ abi, functionName: "createAccount", args: [owner.address, 0n] }),
  ]);
  const userOp = pack({ ...defaultFields(sender), initCode, callData: "0x" }, "0x");
  await handleOps(chain, [await signBySender(chain, owner, userOp)]);
  return sender;
}

/** callData of the sender that calls `target` once. */
export const executeCall = (target: Address, data: Hex): Hex =>
  encodeFunctionData({ abi: artifact("SimpleAccount").abi, functionName: "execute", args: [target, 0n, data] });

export const defaultFields = (sender: Address): OperationFields => ({
  sender,
  nonce: 0n,
  initCode: "0x",
  callData: "0x",
  verificationGasLimit: 500_000n,
  callGasLimit: 100_000n,
  preVerificationGas: 50_000n,
  maxPriorityFeePerGas: parseGwei("1"),
  maxFeePerGas: parseGwei("10"),
  paymasterVerificationGasLimit: 60_000n,
  paymasterPostOpGasLimit: 20_000n,
  validAfter: 0,
  validUntil: 0,
});

export const uint128Pair = (left: bigint, right: bigint): Hex =>
  concat([numberToHex(left, { size: 16 }), numberToHex(right, { size: 16 })]);

export const pack = (fields: OperationFields, paymasterAndData: Hex): PackedUserOperation => ({
  sender: fields.sender,
  nonce: fields.nonce,
  initCode: fields.initCode,
  callData: fields.callData,
  accountGasLimits: uint128Pair(fields.verificationGasLimit, fields.callGasLimit),
  preVerificationGas: fields.preVerificationGas,
  gasFees: uint128Pair(fields.maxPriorityFeePerGas, fields.maxFeePerGas),
  paymasterAndData,
  signature: "0x",
});

const sponsorshipTypes = {
  UserOperationRequest: [
    { name: "sender", type: "address" },
    { name: "nonce", type: "uint256" },
    { name: "initCode", type: "bytes" },
    { name: "callData", type: "bytes" },
    { name: "accountGasLimits", type: "bytes32" },
    { name: "preVerificationGas", type: "uint256" },
    { name: "gasFees", type: "bytes32" },
    { name: "paymasterVerificationGasLimit", type: "uint256" },
    { name: "paymasterPostOpGasLimit", type: "uint256" },
    { name: "validAfter", type: "uint48" },
    { name: "validUntil", type: "uint48" },
  ],
} as const;

/** The sponsor's compact signature as the service makes it: from the typed data alone, without asking the contract. */
export async function signSponsorship(
  signer: PrivateKeyAccount,
  domain: { readonly chainId: number; readonly paymaster: Address },
  fields: OperationFields,
): Promise<Hex> {
  const { verificationGasLimit, callGasLimit, maxPriorityFeePerGas, maxFeePerGas, ...message } = fields;
  const signature = await signer.signTypedData({
    domain: {
      name: "Tandem Sponsor Paymaster",
      version: "1",
      chainId: domain.chainId,
      verifyingContract: domain.paymaster,
    },
    types: sponsorshipTypes,
    primaryType: "UserOperationRequest",
    message: {
      ...message,
      accountGasLimits: uint128Pair(verificationGasLimit, callGasLimit),
      gasFees: uint128Pair(maxPriorityFeePerGas, maxFeePerGas),
    },
  });
  return serializeCompactSignature(signatureToCompactSignature(parseSignature(signature)));
}

/** `paymasterAndData` of SponsorPaymaster, 128 bytes. */
export const encodePaymasterAndData = (paymaster: Address, fields: OperationFields, signature: Hex): Hex =>
  concat([
    paymaster,
    uint128Pair(fields.paymasterVerificationGasLimit, fields.paymasterPostOpGasLimit),
    numberToHex(fields.validUntil, { size: 6 }),
    numberToHex(fields.validAfter, { size: 6 }),
    signature,
  ]);

export async function signBySender(
  chain: Chain,
  owner: PrivateKeyAccount,
  userOp: PackedUserOperation,
): Promise<PackedUserOperation> {
  const hash = await chain.entryPoint.read.getUserOpHash([userOp]);
  return { ...userOp, signature: await owner.sign({ hash }) };
}

const beneficiary = pad("0xbe", { size: 20 });

/** Runs a bundle on top of the latest block, at that block's own time; throws the EntryPoint's reason. */
export async function simulateOps(chain: Chain, userOps: readonly PackedUserOperation[]): Promise<void> {
  await chain.client.simulateContract({
    abi: entryPoint09Abi,
    address: entryPoint09Address,
    functionName: "handleOps",
    args: [userOps, beneficiary],
    account: chain.wallet.account,
  });
}

/** Sends a bundle and returns its receipt; throws the EntryPoint's reason. */
export async function handleOps(chain: Chain, userOps: readonly PackedUserOperation[]) {
  await simulateOps(chain, userOps);
  const hash = await chain.entryPoint.write.handleOps([userOps, beneficiary], { gas: 10_000_000n });
  return chain.client.waitForTransactionReceipt({ hash });
}

/** One call frame as EDR's native ERC-7562 tracer reports it; the fields that tests read. */
export type Erc7562Frame = {
  readonly to: Address;
  readonly usedOpcodes: Readonly<Record<Hex, number>>;
  readonly accessedSlots: {
    readonly reads?: Readonly<Record<Hex, readonly Hex[]>>;
    readonly writes?: Readonly<Record<Hex, number>>;
    readonly transientReads?: object;
    readonly transientWrites?: object;
  };
  readonly calls?: readonly Erc7562Frame[];
  readonly outOfGas: boolean;
};

/** ERC-7562 OP-011, OP-031, OP-080: as the tracer writes them. GAS is the business of {@link ValidationTrace}. */
export const bannedOpcodes: readonly Hex[] = [
  ...(["0x32", "0x3a", "0x40", "0x41", "0x42", "0x43", "0x44", "0x45", "0x48", "0x49", "0x4a"] as const),
  ...(["0x31", "0x47", "0xf0", "0xf5", "0xfe", "0xff"] as const),
];

/** How the EntryPoint's call of a paymaster's validation went. */
export type ValidationTrace = {
  /** The paymaster's frame and those of what it called, in order. */
  readonly frames: readonly Erc7562Frame[];
  /** OP-012: what was executed after each GAS; all of it has to be calls. */
  readonly afterGas: readonly string[];
  /** Gas of the paymaster's code, without the transaction's own. */
  readonly gas: number;
};

/** The ERC-7562 trace of a paymaster's validation. */
export async function traceValidation(
  chain: Chain,
  paymaster: Address,
  userOp: PackedUserOperation,
): Promise<ValidationTrace> {
  const data = encodeFunctionData({
    abi: sponsorPaymasterAbi,
    functionName: "validatePaymasterUserOp",
    args: [userOp, pad("0x"), 0n],
  });
  const trace = (options: object) =>
    chain.connection.provider.request({
      method: "debug_traceCall",
      params: [{ from: entryPoint09Address, to: paymaster, data }, "latest", options],
    });
  const flatten = (frame: Erc7562Frame): readonly Erc7562Frame[] => [frame, ...(frame.calls ?? []).flatMap(flatten)];
  const frames = flatten((await trace({ tracer: "erc7562Tracer" })) as Erc7562Frame);
  // The ERC-7562 tracer does not tell the order of opcodes.
  const { structLogs } = (await trace({ disableStorage: true, disableMemory: true, disableStack: true })) as {
    readonly structLogs: readonly { readonly op: string; readonly gas: number; readonly depth: number }[];
  };
  const afterGas = structLogs.flatMap(({ op }, index) => (op === "GAS" ? [structLogs[index + 1]?.op ?? "end"] : []));
  const gas = (structLogs.at(0)?.gas ?? 0) - (structLogs.at(-1)?.gas ?? 0);
  return { frames, afterGas, gas };
}

/** Opcodes that call: what may follow GAS. */
export const callOpcodes: readonly string[] = ["CALL", "DELEGATECALL", "STATICCALL"];

/** Where a paymaster keeps its two signers. */
export const signerSlots: readonly Hex[] = [numberToHex(2, { size: 32 }), numberToHex(3, { size: 32 })];

/** The storage slots that frames of `address` read or wrote, each once, sorted. */
export function slotsOf(
  frames: readonly Erc7562Frame[],
  address: Address,
  kind: "reads" | "writes",
): readonly string[] {
  const own = frames.filter(({ to }) => isAddressEqual(to, address));
  return [...new Set(own.flatMap(({ accessedSlots }) => Object.keys(accessedSlots[kind] ?? {})))].sort();
}

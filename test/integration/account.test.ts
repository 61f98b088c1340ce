import {
  accountFactoryAbi,
  decodeCalls,
  encodeCalls,
  encodeFactoryData,
  getAccountAddress,
  tandemAddresses,
  toTandemSmartAccount,
} from "@tandem/account";
import { createChainClient, type Stack } from "@tandem/devnet";
import { createSmartAccountClient } from "permissionless";
import {
  type Address,
  encodeFunctionData,
  type Hex,
  hashTypedData,
  http,
  numberToHex,
  parseAbi,
  parseErc6492Signature,
  parseEther,
  size,
} from "viem";
import { createBundlerClient, entryPoint09Abi, entryPoint09Address } from "viem/account-abstraction";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mail, order, permit } from "../../packages/account/test/typedData.ts";
import { createLocalSigner, type LocalSigner } from "../support/createLocalSigner.ts";
import { startTestStack } from "../support/startTestStack.ts";

let stack: Stack;
let client: ReturnType<typeof createChainClient>;

beforeAll(async () => {
  stack = await startTestStack({ without: ["database", "cosigner", "app", "front"] });
  client = createChainClient(stack.urls.rpc);
}, 180_000);

afterAll(async () => {
  await stack?.stop();
});

const newAddress = () => privateKeyToAddress(generatePrivateKey());

/** A new account, not deployed, that has ether. */
async function createAccount() {
  const signer: LocalSigner = createLocalSigner(() => address);
  const address = getAccountAddress({ birthKey: signer.publicKey });
  const account = await toTandemSmartAccount({ client, signer });
  await client.setBalance({ address, value: parseEther("10") });
  const transport = http(stack.urls.bundler);
  const bundler = createBundlerClient({ account, client, transport, pollingInterval: 50 });
  return { account, signer, bundler, transport };
}

async function rotate(account: Address, owner: LocalSigner, newOwner: LocalSigner, ownerEpoch: bigint) {
  const domain = { name: "Tandem Recovery", version: "1", verifyingContract: account };
  const types = {
    RotateOwner: [
      { name: "newOwner", type: "bytes32" },
      { name: "ownerEpoch", type: "uint64" },
    ],
    InstallOwner: [{ name: "newOwner", type: "bytes32" }],
  } as const;
  const message = { newOwner: newOwner.publicKey, ownerEpoch };
  return {
    newOwner: newOwner.publicKey,
    proof: newOwner.signDigest(hashTypedData({ domain, types, primaryType: "InstallOwner", message })),
    ownerSignature: owner.signDigest(hashTypedData({ domain, types, primaryType: "RotateOwner", message })),
  };
}

describe("getAccountAddress", () => {
  test("behavior: is what the deployed factory says", async () => {
    const words = ["00", "01", "ff"].map((byte): Hex => `0x${byte.repeat(32)}`);
    const birthKey = createLocalSigner(newAddress).publicKey;
    for (const configHash of words) {
      for (const salt of words) {
        const answer = await client.readContract({
          abi: accountFactoryAbi,
          address: tandemAddresses.factory,
          functionName: "getAddress",
          args: [birthKey, configHash, salt],
        });
        expect(getAccountAddress({ birthKey, configHash, salt })).toBe(answer);
      }
    }
  });
});

describe("toTandemSmartAccount", () => {
  test("behavior: first operation deploys, by viem's bundler client; sequence 0, 64-byte signature", async () => {
    const { account, bundler } = await createAccount();
    const to = newAddress();
    expect(await account.isDeployed()).toBe(false);
    const hash = await bundler.sendUserOperation({ calls: [{ to, value: 5n }] });
    const receipt = await bundler.waitForUserOperationReceipt({ hash });
    expect(receipt).toMatchObject({ success: true, sender: account.address, nonce: 0n });
    const { userOperation } = await bundler.getUserOperation({ hash });
    expect(size(userOperation.signature)).toBe(64);
    expect(decodeCalls(userOperation.callData)).toMatchObject({ form: "packed", calls: [{ value: 5n, data: "0x" }] });
    expect(await client.getBalance({ address: to })).toBe(5n);
    expect(await account.isDeployed()).toBe(true);

    const next = await bundler.sendUserOperation({ calls: [{ to, value: 1n }] });
    expect(await bundler.waitForUserOperationReceipt({ hash: next })).toMatchObject({ success: true, nonce: 1n });
  });

  test("behavior: a batch by permissionless' smart account client", async () => {
    const { account, transport } = await createAccount();
    const smartAccountClient = createSmartAccountClient({
      account,
      client,
      bundlerTransport: transport,
      pollingInterval: 50,
    });
    const [first, second] = [newAddress(), newAddress()];
    const hash = await smartAccountClient.sendTransaction({
      calls: [
        { to: first, value: 2n },
        { to: second, value: 3n },
      ],
    });
    const receipt = await client.waitForTransactionReceipt({ hash });
    expect(receipt.status).toBe("success");
    expect(await client.getBalance({ address: first })).toBe(2n);
    expect(await client.getBalance({ address: second })).toBe(3n);
  });

  test("behavior: every form that decodes does on chain what it decodes to", async () => {
    const { bundler } = await createAccount();
    const calls = [newAddress(), newAddress()].map((to, i) => ({ to, value: BigInt(i + 1), data: "0x" as const }));
    const [single] = calls;
    const abi = parseAbi([
      "struct Call { address to; uint256 value; bytes data; }",
      "function execute(address target, uint256 value, bytes data)",
      "function execute(bytes32 mode, bytes executionData)",
      "function batch(Call[] calls)",
    ]);
    const batch: Hex = `0x${encodeFunctionData({ abi, functionName: "batch", args: [calls] }).slice(10)}`;
    const modes: readonly Hex[] = [`0x01${"00".repeat(31)}`, `0x0100000000007821000100${"ab".repeat(21)}`];
    const forms = [
      encodeCalls([single!]),
      encodeCalls(calls),
      encodeFunctionData({ abi, functionName: "execute", args: [single!.to, single!.value, "0x"] }),
      ...modes.map((mode) => encodeFunctionData({ abi, functionName: "execute", args: [mode, batch] })),
    ];
    for (const callData of forms) {
      const decoded = decodeCalls(callData).calls;
      const before = await Promise.all(calls.map(({ to }) => client.getBalance({ address: to })));
      const hash = await bundler.sendUserOperation({ callData });
      expect(await bundler.waitForUserOperationReceipt({ hash })).toMatchObject({ success: true });
      const after = await Promise.all(calls.map(({ to }) => client.getBalance({ address: to })));
      const sent = calls.map(({ to }) => decoded.find((call) => call.to === to.toLowerCase())?.value ?? 0n);
      expect(after.map((balance, i) => balance - before[i]!)).toEqual(sent);
    }
  }, 30_000);

  test("S11: an operation past its bounds is refused by the EntryPoint", async () => {
    const { signer } = await createAccount();
    const { timestamp } = await client.getBlock();
    const getValidity = async () => ({ validAfter: Number(timestamp) - 600, validUntil: Number(timestamp) - 1 });
    const account = await toTandemSmartAccount({ client, signer, getValidity });
    const bundler = createBundlerClient({ account, client, transport: http(stack.urls.bundler) });
    await expect(bundler.sendUserOperation({ calls: [{ to: newAddress(), value: 1n }] })).rejects.toThrow(
      /AA22|expire/i,
    );
  });

  test.each([0, 52, 65])("error: a signer that answers %i bytes for an operation", async (length) => {
    const { signer } = await createAccount();
    const sign = async (): Promise<Hex> => `0x${"ab".repeat(length)}`;
    const account = await toTandemSmartAccount({ client, signer: { ...signer, sign } });
    const bundler = createBundlerClient({ account, client, transport: http(stack.urls.bundler) });
    await client.setBalance({ address: account.address, value: parseEther("1") });
    await expect(bundler.sendUserOperation({ calls: [{ to: newAddress() }] })).rejects.toThrow(/expected 64/);
  });
});

describe("signatures", () => {
  const messages = ["hello", { raw: "0x0102" }, { raw: Uint8Array.of(255, 0) }, ""] as const;
  const samples = [mail, order, permit];

  async function expectValid(account: Awaited<ReturnType<typeof toTandemSmartAccount>>, isWrapped: boolean) {
    const { address } = account;
    for (const message of messages) {
      const signature = await account.signMessage({ message });
      expect(parseErc6492Signature(signature).address !== undefined).toBe(isWrapped);
      expect(await client.verifyMessage({ address, message, signature })).toBe(true);
      expect(await client.verifyMessage({ address, message: "another", signature })).toBe(false);
    }
    for (const sample of samples) {
      // viem's parameters are generic over the sample; three different ones have no common type.
      const definition = sample as unknown as typeof mail;
      const signature = await account.signTypedData(definition);
      expect(await client.verifyTypedData({ address, ...definition, signature })).toBe(true);
      const domain = { ...definition.domain, name: "Another" };
      expect(await client.verifyTypedData({ address, ...definition, domain, signature } as never)).toBe(false);
    }
  }

  test("S17 S19: valid before deployment by ERC-6492, after it as they are", async () => {
    const { account, bundler } = await createAccount();
    await expectValid(account, true);
    const early = await account.signMessage({ message: "early" });
    const hash = await bundler.sendUserOperation({ calls: [] });
    expect(await bundler.waitForUserOperationReceipt({ hash })).toMatchObject({ success: true });
    await expectValid(account, false);
    expect(await client.verifyMessage({ address: account.address, message: "early", signature: early })).toBe(true);
  }, 30_000);

  test("S17: after a rotation the new key signs, also before deployment; the old key does not", async () => {
    const { account, signer } = await createAccount();
    const { address } = account;
    const newSigner = createLocalSigner(() => address);
    const rotations = [await rotate(address, signer, newSigner, 0n)];
    const rotated = await toTandemSmartAccount({ client, signer: newSigner, birthKey: signer.publicKey, rotations });
    expect(rotated.address).toBe(address);
    await expectValid(rotated, true);

    const bundler = createBundlerClient({
      account: rotated,
      client,
      transport: http(stack.urls.bundler),
      pollingInterval: 50,
    });
    const to = newAddress();
    const hash = await bundler.sendUserOperation({ calls: [{ to, value: 7n }] });
    expect(await bundler.waitForUserOperationReceipt({ hash })).toMatchObject({ success: true });
    expect(await client.getBalance({ address: to })).toBe(7n);
    await expectValid(rotated, false);
    const signature = await account.signMessage({ message: "old" });
    expect(await client.verifyMessage({ address, message: "old", signature })).toBe(false);
  }, 30_000);

  test("S13: one key with two accounts: a signature is for one of them", async () => {
    const { account, signer } = await createAccount();
    const salt: Hex = numberToHex(1, { size: 32 });
    const second = await toTandemSmartAccount({ client, signer, salt });
    const signature = await account.signMessage({ message: "hi" });
    const { signature: inner } = parseErc6492Signature(signature);
    const data = encodeFactoryData({ birthKey: signer.publicKey, salt });
    await client.waitForTransactionReceipt({
      hash: await client.sendTransaction({ account: await funder(), to: tandemAddresses.factory, data }),
    });
    expect(await second.isDeployed()).toBe(true);
    expect(await client.verifyMessage({ address: second.address, message: "hi", signature: inner })).toBe(false);
    expect(await client.verifyMessage({ address: account.address, message: "hi", signature })).toBe(true);
  });
});

describe("stubSignature", () => {
  test("behavior: gas estimated with it is enough, and close, for the real signature", async () => {
    const { account, bundler } = await createAccount();
    const prepared = await bundler.prepareUserOperation({ calls: [{ to: newAddress(), value: 1n }] });
    const signature = await account.signUserOperation(prepared);
    const hash = await bundler.sendUserOperation({ ...prepared, signature });
    const { actualGasUsed, success } = await bundler.waitForUserOperationReceipt({ hash });
    expect(success).toBe(true);
    const limits = prepared.callGasLimit + prepared.verificationGasLimit + prepared.preVerificationGas;
    expect(Number(actualGasUsed) / Number(limits)).toBeGreaterThan(0.3);
    expect(account.entryPoint).toMatchObject({ address: entryPoint09Address, abi: entryPoint09Abi });
  });
});

async function funder() {
  const [address] = await client.getAddresses();
  return address!;
}

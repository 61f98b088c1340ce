import { encodeRecoveryCall, tandemAddresses } from "@tandem/account";
import type { KitChain } from "@tandem/client/kit";
import {
  connectChain,
  createOfflineSigner,
  encodeHandleOps,
  makeSoloKey,
  type OfflineAccount,
  type OfflineSigner,
  prepareOfflineOperation,
  readOfflineAccount,
  sendOfflineOperation,
  signOfflineOperation,
  waitForOfflineOperation,
} from "@tandem/client/offline";
import { createChainClient, type Stack } from "@tandem/devnet";
import { createWalletClient, encodeFunctionData, http, parseEther } from "viem";
import { entryPoint09Address } from "viem/account-abstraction";
import { generatePrivateKey, privateKeyToAccount, privateKeyToAddress } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountAbi } from "../../../packages/account/src/generated/abi.ts";
import { createTestKit } from "../../../packages/client/testing/createTestKit.ts";
import { startTestStack } from "../../support/startTestStack.ts";

const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
let stack: Stack;
let client: ReturnType<typeof createChainClient>;
let chain: Pick<KitChain, "chainId" | "genesisHash" | "name">;

// Chain and bundler alone: there is no co-signer and never was one.
beforeAll(async () => {
  stack = await startTestStack({ without: ["database", "cosigner", "app", "front"] });
  client = createChainClient(stack.urls.rpc);
  const genesis = await client.getBlock({ blockNumber: 0n });
  chain = { chainId: 31337, genesisHash: genesis.hash ?? "0x", name: "Local" };
}, 180_000);

afterAll(async () => {
  await stack?.stop();
});

const newAddress = () => privateKeyToAddress(generatePrivateKey());
const connect = (bundlerUrl?: string) => connectChain({ chain, rpcUrl: stack.urls.rpc, bundlerUrl });

async function createAccount(): Promise<{ account: OfflineAccount; signer: OfflineSigner }> {
  const { details, keyPackages } = await createTestKit(crypto.randomUUID());
  await client.setBalance({ address: details.address, value: parseEther("10") });
  const signer = createOfflineSigner({ ...details, kit: keyPackages[2], device: keyPackages[3], randomBytes });
  return { account: details, signer };
}

describe("without the co-signer", () => {
  test("behavior: a first payment through a bundler deploys the account", async () => {
    const { account, signer } = await createAccount();
    const connected = await connect(stack.urls.bundler);
    const to = newAddress();
    const calls = [{ to, value: parseEther("1") }];
    const prepared = await prepareOfflineOperation({ chain: connected, account, calls });
    const operation = await signOfflineOperation(signer, prepared);
    await sendOfflineOperation(connected, operation);
    await sendOfflineOperation(connected, operation).catch(() => undefined);
    const outcome = await waitForOfflineOperation(connected, { operation, validUntil: prepared.validUntil });
    expect(outcome.status).toBe("confirmed");
    expect(await client.getBalance({ address: to })).toBe(parseEther("1"));
    expect((await readOfflineAccount(connected, account)).isDeployed).toBe(true);
    signer.close();
  });

  test("behavior: without a bundler a plain account sends the signed transaction and gets the fee back", async () => {
    const { account, signer } = await createAccount();
    const connected = await connect();
    const sender = privateKeyToAccount(generatePrivateKey());
    await client.setBalance({ address: sender.address, value: parseEther("1") });
    const wallet = createWalletClient({ account: sender, chain: client.chain, transport: http(stack.urls.rpc) });
    for (const amount of ["0.5", "0.25"]) {
      const to = newAddress();
      const prepared = await prepareOfflineOperation({
        chain: connected,
        account,
        calls: [{ to, value: parseEther(amount) }],
      });
      const operation = await signOfflineOperation(signer, prepared);
      const transaction = encodeHandleOps({ operation, beneficiary: sender.address });
      expect(transaction.to).toBe(entryPoint09Address);
      await wallet.sendTransaction(transaction);
      const outcome = await waitForOfflineOperation(connected, { operation, validUntil: prepared.validUntil });
      expect(outcome.status).toBe("confirmed");
      expect(await client.getBalance({ address: to })).toBe(parseEther(amount));
    }
    signer.close();
  });

  test("behavior: a solo key takes the account over at the same address; the old one is dead", async () => {
    const { account, signer } = await createAccount();
    const connected = await connect(stack.urls.bundler);
    const { ownerEpoch } = await readOfflineAccount(connected, account);
    const solo = makeSoloKey({ account, signer, ownerEpoch, randomBytes });
    const { newOwner, proof, ownerSignature } = solo.rotation;
    const data = encodeFunctionData({
      abi: accountAbi,
      functionName: "rotateOwner",
      args: [newOwner, proof, ownerSignature],
    });
    const send = async (
      by: OfflineSigner,
      of: OfflineAccount,
      calls: readonly { to: `0x${string}`; data?: `0x${string}`; value?: bigint }[],
    ) => {
      const prepared = await prepareOfflineOperation({ chain: connected, account: of, calls });
      const operation = await signOfflineOperation(by, prepared);
      await sendOfflineOperation(connected, operation);
      return waitForOfflineOperation(connected, { operation, validUntil: prepared.validUntil });
    };
    expect((await send(signer, account, [{ to: account.address, data }])).status).toBe("confirmed");
    const state = await readOfflineAccount(connected, solo.account);
    expect(state).toMatchObject({ owner: newOwner, ownerEpoch: ownerEpoch + 1n });
    const to = newAddress();
    expect((await send(solo.signer, solo.account, [{ to, value: 7n }])).status).toBe("confirmed");
    expect(await client.getBalance({ address: to })).toBe(7n);
    await expect(send(signer, account, [{ to, value: 7n }])).rejects.toThrow("replaced");
    signer.close();
    solo.signer.close();
  });

  test("error: an endpoint of another chain, and one that is nobody's", async () => {
    const other = { ...chain, genesisHash: `0x${"11".repeat(32)}` as const };
    await expect(connectChain({ chain: other, rpcUrl: stack.urls.rpc })).rejects.toThrow("another network");
    await expect(connectChain({ chain, rpcUrl: "http://127.0.0.1:1" })).rejects.toThrow("cannot be reached");
    await expect(connectChain({ chain, rpcUrl: "http://example.org/rpc" })).rejects.toThrow("not an address");
    await expect(connectChain({ chain, rpcUrl: "javascript:alert(1)" })).rejects.toThrow("not an address");
  });

  test("error: more than there is, and a call that fails", async () => {
    const { account, signer } = await createAccount();
    const connected = await connect();
    const to = newAddress();
    const prepare = (calls: Parameters<typeof prepareOfflineOperation>[0]["calls"]) =>
      prepareOfflineOperation({ chain: connected, account, calls });
    await expect(prepare([{ to, value: parseEther("11") }])).rejects.toThrow("does not cover");
    await expect(prepare([{ to, value: parseEther("10") }])).rejects.toThrow("does not cover");
    const refused = encodeRecoveryCall({ functionName: "finalizeRecovery" });
    await expect(prepare([{ to: tandemAddresses.factory, data: refused }])).rejects.toThrow("would refuse");
    signer.close();
  });
});

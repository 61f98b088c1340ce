// A key that was made without any server, and the way back to one that is made with it.
import { getOwner } from "@tandem/account";
import { createMemoryStorage, parseKitFile } from "@tandem/client";
import { parseDeviceExport } from "@tandem/client/offline";
import { type ChainClient, createChainClient, type Stack } from "@tandem/devnet";
import { getAddress, parseEther, toHex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDevice, type SentRequest } from "../../support/createTestDevice.ts";
import { replaceOffline } from "../../support/replaceOffline.ts";
import { startTestStack } from "../../support/startTestStack.ts";
import { pay } from "./support/pay.ts";
import { elapse, waitUntil } from "./support/recoverByGuardians.ts";

const [chainId, otherId] = [31337, 31338];
let stack: Stack;
let baseUrl: string;
let chain: ChainClient;

beforeAll(async () => {
  stack = await startTestStack({ without: ["app"], testHooks: true, otherChains: [otherId] });
  baseUrl = stack.urls.front;
  chain = createChainClient(stack.urls.rpc);
}, 180_000);

afterAll(async () => {
  await stack?.stop();
});

describe("handOverFiles", () => {
  test("behavior: kit and device export of a key made without the server give the account to one made with it", async () => {
    const device = createTestDevice({ baseUrl });
    const account = await device.client.createAccount({ name: "Ada" });
    const { address, accountId } = account;
    await stack.faucet({ address });
    await pay(chain, device, { accountId });
    const { guardians } = device.client;
    await guardians.add({ accountId, name: "Bea", signer: `0x${"1".repeat(40)}` });
    await guardians.setFirst({ accountId, chainId, threshold: 1, confirmed: ["administration"] });
    await waitUntil(async () => (await guardians.getState({ accountId, chainId })).status === "active");
    const { old, files, newOwner } = await replaceOffline(stack, device, accountId);
    expect(await getOwner(chain, { address })).toEqual({ owner: newOwner, ownerEpoch: 1n });

    // On a device that never knew the account: the kit says who the guardians are.
    const fresh = createTestDevice({ baseUrl, storage: createMemoryStorage() });
    const { recovery } = fresh.client;
    const kit = parseKitFile(files.kit.file);
    const deviceExport = parseDeviceExport(files.device.file);
    const rest = { kit, code: files.kit.code, deviceExport, deviceCode: files.device.code };
    await expect(
      recovery.handOverFiles({
        ...rest,
        deviceExport: parseDeviceExport(old.device.file),
        deviceCode: old.device.code,
      }),
    ).rejects.toThrow("different versions");
    await expect(recovery.handOverFiles({ ...rest, kit: old.kit.kit, code: old.kit.code })).rejects.toThrow(
      "different versions",
    );
    await expect(recovery.handOverFiles({ ...rest, deviceCode: old.kit.code })).rejects.toThrow("does not open");

    // The answer is lost; the next try goes on with the key that was made.
    const lost = fresh.closeAt({ when: "after", request: /hand-over/ });
    void recovery.handOverFiles(rest);
    await lost;
    const next = fresh.reload();
    const { id } = await next.client.recovery.handOverFiles(rest);
    expect(await next.client.recovery.list()).toHaveLength(1);
    await waitUntil(async () => (await next.client.recovery.getProgress({ id })).isTakenOver);
    await next.client.recovery.finish({ id });
    await next.client.recovery.discard({ id });
    const [kept, ...others] = await next.client.listAccounts();
    expect(others).toEqual([]);
    expect(kept).toMatchObject({ address, name: "Ada", hasVault: true });
    expect(kept?.recovered).toBeUndefined();
    expect(kept?.rotations.map(({ newOwner }) => newOwner)).toEqual([newOwner, kept?.publicKey]);
    expect(await getOwner(chain, { address })).toEqual({ owner: kept?.publicKey, ownerEpoch: 2n });
    const state = await next.client.guardians.getState({ accountId: kept!.accountId, chainId });
    expect(state).toMatchObject({ status: "active", book: { current: { config: { threshold: 1 } } } });
    expect(state.book.current?.members.map(({ name }) => name)).toEqual(["Bea"]);
    await pay(chain, next, kept!);
  }, 120_000);

  test("behavior: an account without guardians too, on the device that had it before", async () => {
    const device = createTestDevice({ baseUrl });
    const account = await device.client.createAccount({ name: "Ada" });
    const { address, accountId } = account;
    await stack.faucet({ address });
    await pay(chain, device, { accountId });
    const { files } = await replaceOffline(stack, device, accountId);
    const { recovery, guardians } = device.client;
    const { id } = await recovery.handOverFiles({
      kit: parseKitFile(files.kit.file),
      code: files.kit.code,
      deviceExport: parseDeviceExport(files.device.file),
      deviceCode: files.device.code,
    });
    await waitUntil(async () => (await recovery.getProgress({ id })).isTakenOver);
    await recovery.finish({ id });
    await recovery.discard({ id });
    const [kept, ...others] = await device.client.listAccounts();
    expect(others).toEqual([]);
    expect(kept).toMatchObject({ address, hasVault: true });
    expect(kept?.accountId).not.toBe(accountId);
    expect(await getOwner(chain, { address })).toEqual({ owner: kept?.publicKey, ownerEpoch: 2n });
    const state = await guardians.getState({ accountId: kept!.accountId, chainId });
    expect(state).toMatchObject({ status: "none", needsSigning: false });
    await pay(chain, device, kept!);
  }, 120_000);

  test("behavior: what was signed too late is told apart from what the network has yet to take, and can be given up", async () => {
    const device = createTestDevice({ baseUrl });
    const account = await device.client.createAccount({ name: "Ada" });
    const { accountId } = account;
    await stack.faucet(account);
    await pay(chain, device, { accountId });
    const { files } = await replaceOffline(stack, device, accountId);
    const own = {
      kit: parseKitFile(files.kit.file),
      code: files.kit.code,
      deviceExport: parseDeviceExport(files.device.file),
      deviceCode: files.device.code,
    };
    // Signed, and nobody hears of it.
    const slow = createTestDevice({ baseUrl, storage: createMemoryStorage() });
    const cut = slow.closeAt({ when: "before", request: /hand-over/ });
    void slow.client.recovery.handOverFiles(own);
    await cut;
    const { recovery } = slow.reload().client;
    const [late] = await recovery.list();
    expect((await recovery.getProgress(late!)).chains[0]).toMatchObject({ status: "collecting" });

    const quick = createTestDevice({ baseUrl, storage: createMemoryStorage() }).client.recovery;
    const { id } = await quick.handOverFiles(own);
    await waitUntil(async () => (await quick.getProgress({ id })).isTakenOver);
    await waitUntil(async () => (await quick.getProgress({ id })).chains.every(({ status }) => status === "done"));
    expect((await recovery.getProgress(late!)).chains.map(({ status }) => status)).toEqual(["dead", "dead"]);
    await expect(recovery.sendHandOver(late!)).rejects.toMatchObject({ code: "signature_invalid" });
    await recovery.discard(late!);
    expect(await recovery.list()).toEqual([]);
    await quick.finish({ id });
  }, 120_000);

  test("behavior: a network that is added later begins with the new key, not with the one that was given up", async () => {
    const device = createTestDevice({ baseUrl, onResponse: leaveOutOther });
    const account = await device.client.createAccount({ name: "Ada" });
    const { address, accountId } = account;
    await stack.faucet({ address });
    await pay(chain, device, { accountId });
    const { files, newOwner } = await replaceOffline(stack, device, accountId);
    const { recovery } = device.client;
    const { id, request } = await recovery.handOverFiles({
      kit: parseKitFile(files.kit.file),
      code: files.kit.code,
      deviceExport: parseDeviceExport(files.device.file),
      deviceCode: files.device.code,
    });
    expect(request.chainIds).toEqual([chainId]);
    await waitUntil(async () => (await recovery.getProgress({ id })).isTakenOver);
    await recovery.finish({ id });
    const [kept] = await device.client.listAccounts();

    // A device that has nothing but the passkey believes it too, and is the first to use that network.
    const second = device.reload({ storage: createMemoryStorage(), onResponse: (_, response) => response });
    const signedIn = await second.client.signIn({ deviceName: "Second" });
    expect(signedIn).toMatchObject({ address, publicKey: kept?.publicKey });
    expect(signedIn.recovered).toBeUndefined();
    const other = createChainClient(stack.chains[1]!.rpc, otherId);
    expect(await getOwner(other, { address })).toBeUndefined();
    await other.setBalance({ address, value: parseEther("1") });
    await elapse(stack, signedIn.accountId, 24 * 3600 + 1);
    const prepared = await second.client.prepareOperation({
      accountId: signedIn.accountId,
      chainId: otherId,
      calls: [{ to: newPayee(), value: 1n }],
    });
    const confirmed = prepared.preview.rules.map(({ name }) => name);
    expect(await second.client.confirmOperation({ prepared, confirmed })).toMatchObject({ status: "confirmed" });
    expect(await getOwner(other, { address })).toEqual({ owner: kept?.publicKey, ownerEpoch: 2n });
    expect(kept?.rotations.map((rotation) => rotation.newOwner)).toEqual([newOwner, kept?.publicKey]);
  }, 120_000);
});

/** As a service that has one network so far. */
async function leaveOutOther({ url }: SentRequest, response: Response): Promise<Response> {
  if (!url.endsWith("/config")) return response;
  const config = (await response.json()) as { chains: { chainId: number }[] };
  return Response.json({ ...config, chains: config.chains.filter((one) => one.chainId === chainId) });
}

const newPayee = () => getAddress(toHex(crypto.getRandomValues(new Uint8Array(20))));

// What comes after a recovery by guardians: the account pays, changes its key, takes further devices, and a kit.
import { getOwner } from "@tandem/account";
import { createMemoryStorage, openKit, PasskeyPrfMissingError, parseKitFile, type StoredAccount } from "@tandem/client";
import { type ChainClient, createChainClient, type Stack } from "@tandem/devnet";
import type { TandemApiError } from "@tandem/protocol";
import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSoftwareAuthenticator } from "../../support/authenticator.ts";
import { createTestDevice, type TestDevice } from "../../support/createTestDevice.ts";
import { startTestStack } from "../../support/startTestStack.ts";
import { pay } from "./support/pay.ts";
import {
  createGuarded,
  createPayer,
  elapse,
  recoverByGuardians,
  returnToPresent,
  travel,
  waitUntil,
} from "./support/recoverByGuardians.ts";

const chainId = 31337;
const daySeconds = 24 * 3600 + 1;
const payee = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
let stack: Stack;
let baseUrl: string;
let chain: ChainClient;

beforeAll(async () => {
  stack = await startTestStack({ without: ["app"], testHooks: true });
  baseUrl = stack.urls.front;
  chain = createChainClient(stack.urls.rpc);
}, 180_000);

afterAll(async () => {
  await stack?.stop();
});

/** Another key, 24 hours after asking; the relay brings it to the chain. */
async function rotate(device: TestDevice, { accountId, address }: StoredAccount): Promise<StoredAccount> {
  await device.client.requestRotation({ accountId });
  await elapse(stack, accountId, daySeconds);
  const rotated = await device.client.rotateKey({ accountId });
  await waitUntil(async () => (await getOwner(chain, { address }))?.owner === rotated.publicKey);
  return rotated;
}

describe("an account that guardians have recovered", () => {
  test("S26, S47: it pays, and changes its key on the chain by the owner epoch that the recovery has raised", async () => {
    const { device, account } = await recoverByGuardians(stack, await createGuarded(stack));
    const { accountId, address } = account;
    expect(await getOwner(chain, { address })).toEqual({ owner: account.publicKey, ownerEpoch: 1n });
    await pay(chain, device, { accountId });

    const rotated = await rotate(device, account);
    expect(await getOwner(chain, { address })).toEqual({ owner: rotated.publicKey, ownerEpoch: 2n });
    expect(rotated).toMatchObject({ address, rotations: [], recovered: { ownerEpoch: 1 } });
    expect(rotated.recovered?.rotations.map(({ newOwner }) => newOwner)).toEqual([rotated.publicKey]);
    await waitUntil(async () => (await device.client.getAccount({ accountId })).rotation === undefined);
    await pay(chain, device, { accountId });
  });

  test("S47: further devices sign in by passkey or are added by code, and follow when the key is changed", async () => {
    const guarded = await createGuarded(stack);
    const { device, account } = await recoverByGuardians(stack, guarded);
    const { accountId, address } = account;
    expect(address).toBe(guarded.account.address);
    const second = device.reload({ storage: createMemoryStorage() });
    expect(await second.client.signIn({ deviceName: "Second" })).toMatchObject({
      address,
      publicKey: account.publicKey,
      recovered: { newOwner: account.publicKey, ownerEpoch: 1, rotations: [] },
    });
    await elapse(stack, accountId, daySeconds);
    await pay(chain, second, { accountId });

    const rotated = await rotate(device, account);
    expect(await second.client.followKey({ accountId })).toMatchObject({ publicKey: rotated.publicKey });
    await pay(chain, second, { accountId });
    const third = device.reload({ storage: createMemoryStorage() });
    expect(await third.client.signIn()).toMatchObject({ address, publicKey: rotated.publicKey });

    // A device with a passkey of its own.
    const added = createTestDevice({ baseUrl });
    const shown = await added.client.showNewDevice({ deviceName: "By code" });
    const pairing = await device.client.findDevice({ accountId, code: shown.code });
    await device.client.addDevice({ accountId, pairing });
    expect(await shown.isAdded()).toBe(true);
    expect(await shown.finish()).toMatchObject({ address, publicKey: rotated.publicKey });
    await elapse(stack, accountId, daySeconds);
    await pay(chain, added, { accountId });
  });

  test("S47: its kit brings it back once more", async () => {
    const { device, account } = await recoverByGuardians(stack, await createGuarded(stack));
    const { accountId, address, publicKey } = account;
    const { kit, code } = await device.client.makeKit({ accountId });
    await device.client.testKit({ accountId, kit, code });
    expect((await openKit({ kit, code })).details?.recovered).toMatchObject({ newOwner: publicKey, ownerEpoch: 1 });

    const fresh = createTestDevice({ baseUrl });
    await fresh.client.beginRestore({ kit, code, passkey: "new", deviceName: "New phone" });
    await elapse(stack, accountId, 2 * daySeconds);
    const restored = await fresh.client.finishRestore({ code });
    expect(restored).toMatchObject({ address, recovered: { newOwner: publicKey, ownerEpoch: 1 } });
    await waitUntil(async () => (await getOwner(chain, { address }))?.owner === restored.publicKey);
    expect((await getOwner(chain, { address }))?.ownerEpoch).toBe(2n);
    await pay(chain, fresh, { accountId });
  });

  test("S47: with a passkey without PRF a password seals the new key, and opens it for a payment", async () => {
    const guarded = await createGuarded(stack);
    const authenticator = createSoftwareAuthenticator({ origin: baseUrl, prf: "none" });
    const device = createTestDevice({ baseUrl, authenticator });
    const { client } = device;
    const ask = { card: guarded.cards[0]!, requester: "Ada" };
    const password = "seven grey herons";
    for (const start of [client.recovery.start, client.recovery.startSolo]) {
      await expect(start(ask)).rejects.toBeInstanceOf(PasskeyPrfMissingError);
      await expect(start({ ...ask, password: "short" })).rejects.toMatchObject({ reason: "short" });
    }
    const { record } = await client.recovery.startSolo({ ...ask, password });
    expect(record.key).toMatchObject({ unlock: { kind: "password" }, wraps: [] });
    await client.recovery.discard({ id: record.id });

    const { account } = await recoverByGuardians(stack, guarded, { device, password });
    const { accountId, address } = account;
    expect(account).toMatchObject({ address: guarded.account.address, unlock: "password", hasVault: false });
    await expect(client.unlock({ accountId, password: "six grey herons" })).rejects.toMatchObject({ reason: "wrong" });
    const calls = [{ to: payee, value: 1000n }] as const;
    const prepared = await client.prepareOperation({ accountId, chainId, calls });
    expect(await client.confirmOperation({ prepared, password })).toMatchObject({ status: "confirmed" });
    expect((await getOwner(chain, { address }))?.owner).toBe(account.publicKey);
  });

  test("S46: by a key that the service has no share of: it co-signs nothing more with the old one, and says why", async () => {
    const guarded = await createGuarded(stack);
    const { owner, portal, cards, keys } = guarded;
    const { accountId, address } = guarded.account;
    const prepare = () =>
      owner.client.prepareOperation({ accountId, chainId, calls: [{ to: payee, value: 1n }], payer: "account" });
    const prepared = await prepare();

    const device = createTestDevice({ baseUrl });
    const { recovery } = device.client;
    const { record, kit: made } = await recovery.startSolo({ card: cards[0]!, requester: "Ada" });
    for (const index of [0, 1]) {
      const { request } = record;
      const { text } = await portal.client.recovery.approve({ request, card: cards[index]!, key: keys[index]! });
      await recovery.addApproval({ id: record.id, text });
    }
    const send = async () => {
      const [progress] = (await recovery.getProgress({ id: record.id })).chains;
      for (const transaction of progress!.transactions) {
        await recovery.sendByWallet({ request: record.request, transaction, wallet: createPayer(stack) });
      }
    };
    await send();
    await travel(stack, 48 * 3600 + 60);
    await send();
    await returnToPresent(stack);
    expect((await getOwner(chain, { address }))?.owner).toBe(record.request.newOwner);

    // Once it has settled.
    await expect
      .poll(() => prepare().then(String, (error: TandemApiError) => error.problem.rule), { timeout: 20_000 })
      .toBe("owner-replaced");
    await expect(owner.client.confirmOperation({ prepared })).rejects.toMatchObject({
      code: "epoch_stale",
      problem: { rule: "owner-replaced", action: expect.stringContaining("the device that holds the new key") },
    });
    await expect(owner.client.signMessage({ accountId, chainId, message: "hi" })).rejects.toMatchObject({
      problem: { rule: "owner-replaced" },
    });

    // The device says that it holds the account alone, and its passkey opens it.
    await recovery.finish({ id: record.id });
    await recovery.discard({ id: record.id });
    expect(await device.client.listAccounts()).toMatchObject([{ address, isSolo: true, unlock: "passkey" }]);
    await device.client.unlock({ accountId });

    // Kit and device give it to a key made with the service; no guardian is asked, and they stay.
    const { code } = made;
    const kit = parseKitFile(new TextEncoder().encode(made.file));
    const foreign = { ...kit, accountId: guarded.cards[0]!.guardian.salt.slice(0, 34) as Hex };
    await expect(recovery.handOver({ accountId, kit: foreign, code })).rejects.toThrow("another account");
    const { id } = await recovery.handOver({ accountId, kit, code });
    await recovery.sendHandOver({ id });
    await waitUntil(async () => (await recovery.getProgress({ id })).isTakenOver);
    await recovery.finish({ id });
    await recovery.discard({ id });
    const [account, ...others] = await device.client.listAccounts();
    expect(others).toEqual([]);
    expect(account).toMatchObject({ address, hasVault: true, recovered: { ownerEpoch: 2 } });
    expect(account?.isSolo).toBeUndefined();
    expect(await getOwner(chain, { address })).toEqual({ owner: account?.publicKey, ownerEpoch: 2n });
    const state = await device.client.guardians.getState({ accountId: account!.accountId, chainId });
    expect(state).toMatchObject({ status: "active", book: { current: { config: { threshold: 2 } } } });
    await pay(chain, device, account!);
  });
});

import { accountAbi, encodeFactoryData, getGuardianConfiguration } from "@tandem/account";
import { createMemoryStorage, DeviceOutdatedError, type StoredAccount } from "@tandem/client";
import { type ChainClient, createChainClient, getRole, type Stack } from "@tandem/devnet";
import { bytesToHex } from "@tandem/protocol";
import pg from "pg";
import { type Address, getAddress, type Hex, numberToHex, toHex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDevice, type InterruptParameters, type TestDevice } from "../../support/createTestDevice.ts";
import { startTestStack } from "../../support/startTestStack.ts";
import { pay } from "./support/pay.ts";

const chainId = 31337;
let stack: Stack;
let baseUrl: string;
let chain: ChainClient;
let database: pg.Client;

beforeAll(async () => {
  stack = await startTestStack({ without: ["app"], testHooks: true });
  baseUrl = stack.urls.front;
  chain = createChainClient(stack.urls.rpc);
  database = new pg.Client(stack.urls.database);
  await database.connect();
  await database.query(leaveRotations);
}, 180_000);

afterAll(async () => {
  await database?.end();
  await stack?.stop();
});

/** The service's relay leaves rotations to `relay` below, which sends them when a test wants it. */
const leaveRotations = `
  CREATE FUNCTION leave_rotations() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.kind = 'rotation' THEN NEW.retry_at := now() + interval '1 day'; END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER leave_rotations BEFORE INSERT ON relay_jobs FOR EACH ROW EXECUTE FUNCTION leave_rotations()`;

const newAddress = (): Address => getAddress(toHex(crypto.getRandomValues(new Uint8Array(20))));
const toBytes = (hex: Hex) => Buffer.from(hex.slice(2), "hex");

async function create(): Promise<{ readonly device: TestDevice; readonly account: StoredAccount }> {
  const device = createTestDevice({ baseUrl });
  const account = await device.client.createAccount({ name: "Ada" });
  await stack.faucet({ address: account.address });
  return { device, account };
}

async function elapse({ accountId }: StoredAccount, seconds: number): Promise<void> {
  const response = await fetch(`${baseUrl}/v1/test/elapse`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ accountId, seconds }),
  });
  expect(response.ok).toBe(true);
}

/** 24 hours after asking. */
async function allow(device: TestDevice, account: StoredAccount): Promise<void> {
  await device.client.requestRotation({ accountId: account.accountId });
  await elapse(account, 24 * 3600 + 1);
}

/** What the relay account does: sends the jobs that are queued. */
async function relay({ accountId }: StoredAccount): Promise<number> {
  const { rows } = await database.query<{ target: Buffer; data: Buffer; job_id: Buffer }>(
    "UPDATE relay_jobs SET status = 'sent' WHERE account_id = $1 AND kind = 'rotation' AND status = 'queued' RETURNING *",
    [toBytes(accountId)],
  );
  for (const { target, data } of rows) {
    const hash = await chain.sendTransaction({
      account: getRole("faucet").account,
      to: bytesToHex(target),
      data: bytesToHex(data),
    });
    expect((await chain.waitForTransactionReceipt({ hash })).status).toBe("success");
  }
  return rows.length;
}

async function ownerOf({ address }: StoredAccount): Promise<Hex> {
  const [x] = await chain.readContract({ address, abi: accountAbi, functionName: "publicKey" });
  return numberToHex(x, { size: 32 });
}

async function epochsOfShares({ accountId }: StoredAccount): Promise<number[]> {
  const { rows } = await database.query<{ key_epoch: number }>(
    "SELECT key_epoch FROM server_shares WHERE account_id = $1 ORDER BY key_epoch",
    [toBytes(accountId)],
  );
  return rows.map(({ key_epoch }) => key_epoch);
}

const until = { timeout: 20_000, interval: 200 };

describe("rotateKey", () => {
  test("S26 S58: a deployed account changes its key at the same address; the old one is dead, the new one pays", async () => {
    const { device, account } = await create();
    const { client } = device;
    const { accountId } = account;
    await pay(chain, device, account);
    // A page that still holds the old share, as a thief's copy of the disk would.
    const copy = createMemoryStorage();
    for (const store of ["accounts", "keys", "settings"] as const) {
      const key = store === "settings" ? "settings" : accountId;
      const value = await device.storage.get(store, key);
      if (value) await copy.write([{ store, key, value } as never]);
    }
    await expect(client.rotateKey({ accountId })).rejects.toMatchObject({ problem: { rule: "rotation-wait" } });
    await allow(device, account);
    const steps: string[] = [];
    const prompts = device.authenticator.prompts.length;
    const rotated = await client.rotateKey({ accountId, onProgress: (step) => steps.push(step) });
    expect(steps).toEqual(["key-1", "key-2", "passkey", "testing", "signing", "done"]);
    expect(device.authenticator.prompts.length - prompts).toBe(1);
    expect(rotated).toMatchObject({ address: account.address, birthKey: account.birthKey, keyEpoch: 2 });
    expect(rotated.publicKey).not.toBe(account.publicKey);

    // Until the chain has it, the account says where it is missing, and signs nothing that could not execute.
    const before = await client.getAccount({ accountId });
    expect(before.rotation).toMatchObject({ status: "spreading", chains: [{ chainId, state: "pending" }] });
    const early = client.prepareOperation({ accountId, chainId, calls: [{ to: newAddress(), value: 1n }] });
    await expect(early).rejects.toMatchObject({ problem: { rule: "rotation-pending" } });
    expect(await epochsOfShares(account)).toEqual([1, 2]);

    expect(await relay(account)).toBe(1);
    expect(await ownerOf(account)).toBe(rotated.publicKey);
    await expect.poll(() => epochsOfShares(account), until).toEqual([2]);
    expect((await client.getAccount({ accountId })).rotation).toBeUndefined();
    await pay(chain, device, rotated);

    // The old share, with the passkey and even the right request key: refused by its epoch.
    const old = device.reload({ storage: copy });
    const sign = old.client.signMessage({ accountId, chainId, message: "old" });
    await expect(sign).rejects.toMatchObject({ code: "epoch_stale" });
  }, 60_000);

  test("behavior: what the relay has given up is tried again while a network waits for it", async () => {
    const { device, account } = await create();
    await pay(chain, device, account);
    await allow(device, account);
    const rotated = await device.client.rotateKey({ accountId: account.accountId });
    const giveUp = (minutes: number) =>
      database.query(
        `UPDATE relay_jobs SET status = 'failed', attempts = 12, updated_at = now() - $2 * interval '1 minute'
        WHERE account_id = $1 AND kind = 'rotation' RETURNING status`,
        [toBytes(account.accountId), minutes],
      );
    expect((await giveUp(5)).rowCount).toBe(1);
    await new Promise((done) => setTimeout(done, 2_500));
    expect(await ownerOf(account)).toBe(account.publicKey);
    await giveUp(15);
    await expect.poll(() => ownerOf(account), until).toBe(rotated.publicKey);
    await expect.poll(() => epochsOfShares(account), until).toEqual([2]);
  }, 60_000);

  test("behavior: an account without code brings the rotations with its first operation", async () => {
    const { device, account } = await create();
    await allow(device, account);
    const rotated = await device.client.rotateKey({ accountId: account.accountId });
    await expect.poll(() => epochsOfShares(account), until).toEqual([2]);
    expect(await relay(account)).toBe(0);
    await pay(chain, device, rotated);
    expect(await ownerOf(account)).toBe(rotated.publicKey);
    // And a second time, deployed.
    await allow(device, account);
    const again = await device.client.rotateKey({ accountId: account.accountId });
    expect(again.rotations).toHaveLength(2);
    await expect.poll(() => relay(account), until).toBe(1);
    await expect.poll(() => epochsOfShares(account), until).toEqual([3]);
    await pay(chain, device, again);
  }, 60_000);

  test("behavior: first guardians are signed by the new key too, which alone counts once the account is deployed", async () => {
    const { device, account } = await create();
    const { accountId } = account;
    const { guardians } = device.client;
    await guardians.add({ accountId, name: "Bea", signer: newAddress() });
    const first = { accountId, chainId, threshold: 1, confirmed: ["administration"] };
    const signed = await guardians.setFirst(first);
    await allow(device, account);
    const rotated = await device.client.rotateKey({ accountId });
    const state = await guardians.getState({ accountId, chainId });
    expect(state).toMatchObject({ status: "signed", isDeployed: false });
    const { current } = state.book;
    expect(current?.config).toEqual(signed.book.current?.config);
    expect(current?.ownerSignature).not.toBe(signed.book.current?.ownerSignature);
    expect((await guardians.getCards({ accountId }))[0]?.firstGuardiansSignature).toBe(current?.ownerSignature);

    // What the old key has signed is not called signed.
    const { ownerSignature } = signed.book.current ?? {};
    const stale = { ...state.book, current: { ...current!, ownerSignature } };
    await device.storage.write([{ store: "guardians", key: accountId, value: stale }]);
    expect(state.needsSigning).toBe(false);
    expect(await guardians.getState({ accountId, chainId })).toMatchObject({ status: "none", needsSigning: true });
    // One signature of the present key mends it, without a day's wait: the owner has chosen them before. Others wait.
    const others = device.reload().client.guardians;
    await others.add({ accountId, name: "Cy", signer: newAddress() });
    await expect(others.setFirst(first)).rejects.toThrow(/24 hours/);
    await others.resetDraft({ accountId });
    const mended = await guardians.signAgain({ accountId, chainId });
    expect(mended).toMatchObject({ status: "signed", needsSigning: false });
    expect((await guardians.getCards({ accountId }))[0]?.firstGuardiansSignature).toBe(
      mended.book.current?.ownerSignature,
    );

    // The first payment brings every rotation at once; the service sets the guardians by the new key's word, unasked.
    await expect.poll(() => epochsOfShares(account), until).toEqual([2]);
    await pay(chain, device, rotated);
    const configEpochOf = async () => (await getGuardianConfiguration(chain, account)).configEpoch;
    await expect.poll(configEpochOf, until).toBe(1n);
    expect((await guardians.getState({ accountId, chainId })).status).toBe("active");
  }, 60_000);

  test("error: first guardians that the new key did not sign are not called set, on the chain either, until it signs them", async () => {
    // The service does not have them sign at the change of the key: an older device, or an answer that was lost.
    const device = createTestDevice({
      baseUrl,
      onResponse: (request, response) =>
        request.body.includes('"first-guardians"') && request.url.endsWith("/install")
          ? Response.json({ code: "internal" }, { status: 500 })
          : response,
    });
    const account = await device.client.createAccount({ name: "Ada" });
    await stack.faucet({ address: account.address });
    const { accountId } = account;
    const { guardians } = device.client;
    await guardians.add({ accountId, name: "Bea", signer: newAddress() });
    await guardians.setFirst({ accountId, chainId, threshold: 1, confirmed: ["administration"] });
    await allow(device, account);
    const rotated = await device.client.rotateKey({ accountId });
    await expect.poll(() => epochsOfShares(account), until).toEqual([2]);
    await pay(chain, device, rotated);
    const stateOf = () => guardians.getState({ accountId, chainId });
    expect(await stateOf()).toMatchObject({ status: "none", needsSigning: true, isDeployed: true });
    await guardians.signAgain({ accountId, chainId });
    await expect.poll(async () => (await stateOf()).status, until).toBe("active");
    expect((await stateOf()).needsSigning).toBe(false);
  }, 60_000);

  test("S22: deployed by a stranger with the first key only, the account gets its newest one when it next signs", async () => {
    const { device, account } = await create();
    const { accountId } = account;
    await allow(device, account);
    const rotated = await device.client.rotateKey({ accountId });
    await expect.poll(() => epochsOfShares(account), until).toEqual([2]);
    const { factory } = (await device.client.getConfig()).chains[0]!;
    const hash = await chain.sendTransaction({
      account: getRole("faucet").account,
      to: factory,
      data: encodeFactoryData({ ...account, rotations: [] }),
    });
    expect((await chain.waitForTransactionReceipt({ hash })).status).toBe("success");
    expect(await ownerOf(account)).toBe(account.publicKey);
    const early = device.client.prepareOperation({ accountId, chainId, calls: [{ to: newAddress(), value: 1n }] });
    await expect(early).rejects.toMatchObject({ problem: { rule: "rotation-pending" } });
    expect(await relay(account)).toBe(1);
    expect(await ownerOf(account)).toBe(rotated.publicKey);
    await pay(chain, device, rotated);
  }, 60_000);

  test("behavior: another device confirms instead of the wait, and follows by its passkey", async () => {
    const { device, account } = await create();
    const { accountId } = account;
    const other = device.reload({ storage: createMemoryStorage() });
    await other.client.signIn({ deviceName: "Second" });
    await elapse(account, 24 * 3600 + 1);
    const { waitId } = await device.client.requestRotation({ accountId });
    // Never by itself.
    await expect(device.client.confirmWait({ accountId, waitId })).rejects.toMatchObject({ code: "unknown_id" });
    await other.client.confirmWait({ accountId, waitId });
    const rotated = await device.client.rotateKey({ accountId });
    await expect.poll(() => epochsOfShares(account), until).toEqual([2]);

    await expect(other.client.signMessage({ accountId, chainId, message: "hi" })).rejects.toMatchObject({
      code: "epoch_stale",
    });
    expect(await other.client.followKey({ accountId })).toMatchObject({ publicKey: rotated.publicKey, keyEpoch: 2 });
    await pay(chain, other, account);
    // A third one signs in by the new vault and verifies the chain of keys.
    const third = device.reload({ storage: createMemoryStorage() });
    expect(await third.client.signIn()).toMatchObject({ publicKey: rotated.publicKey, address: account.address });
  }, 60_000);

  test("error: a device that came within a day confirms nothing", async () => {
    const { device, account } = await create();
    const { accountId } = account;
    const other = device.reload({ storage: createMemoryStorage() });
    await other.client.signIn({ deviceName: "Second" });
    const { waitId } = await device.client.requestRotation({ accountId });
    await expect(other.client.confirmWait({ accountId, waitId })).rejects.toMatchObject({
      problem: { rule: "new-device" },
    });
    await device.client.cancelWait({ accountId, waitId });
    await elapse(account, 24 * 3600 + 1);
    await expect(device.client.rotateKey({ accountId })).rejects.toMatchObject({ problem: { rule: "rotation-wait" } });
  });

  test("error: without a vault copy another device has to be added anew", async () => {
    const { device, account } = await create();
    const { accountId } = account;
    const copy = createMemoryStorage();
    for (const store of ["accounts", "keys"] as const) {
      const value = await device.storage.get(store, accountId);
      await copy.write([{ store, key: accountId, value } as never]);
    }
    await allow(device, account);
    await device.client.rotateKey({ accountId });
    await database.query("UPDATE accounts SET has_vault = false WHERE account_id = $1", [toBytes(accountId)]);
    const other = device.reload({ storage: copy });
    await expect(other.client.followKey({ accountId })).rejects.toBeInstanceOf(DeviceOutdatedError);
  });

  const points: readonly [string, InterruptParameters][] = [
    ["after it was begun", { when: "after", request: /rotations$/ }],
    ["after trip 1", { when: "after", request: /rotations\/0x[0-9a-f]+\/dkg$/ }],
    ["after trip 2, answer lost", { when: "after", request: /dkg\/0x/ }],
    ["before the new key is tested", { when: "before", request: /install$/ }],
    ["before the old key signs", { when: "before", request: /\/sign$/ }],
    ["after the old key has signed, answer lost", { when: "after", request: /\/sign$/ }],
    ["before completion", { when: "before", request: /complete$/ }],
    ["after completion, answer lost", { when: "after", request: /complete$/ }],
  ];
  test.each(points)("behavior: goes on after a reload %s", async (_, point) => {
    const { device, account } = await create();
    const { accountId } = account;
    await allow(device, account);
    const closed = device.closeAt(point);
    void device.client.rotateKey({ accountId });
    await closed;
    const next = device.reload();
    const rotated = await next.client.rotateKey({ accountId });
    expect(rotated).toMatchObject({ keyEpoch: 2, address: account.address });
    expect(await next.client.getAccount({ accountId })).toMatchObject({ publicKey: rotated.publicKey, keyEpoch: 2 });
    await pay(chain, next, rotated);
    expect(await ownerOf(account)).toBe(rotated.publicKey);
  });

  test("behavior: from the old key's signature on the old share signs nothing else", async () => {
    const { device, account } = await create();
    const { accountId } = account;
    await allow(device, account);
    const closed = device.closeAt({ when: "before", request: /complete$/ });
    void device.client.rotateKey({ accountId });
    await closed;
    const next = device.reload();
    await expect(next.client.signMessage({ accountId, chainId, message: "x" })).rejects.toMatchObject({
      problem: { rule: "rotation-unfinished" },
    });
  });
});

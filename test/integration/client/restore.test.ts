import {
  createMemoryStorage,
  KitOpenError,
  KitOutdatedError,
  type MadeKit,
  PasswordError,
  parseKitFile,
  parseKitText,
  type StoredAccount,
} from "@tandem/client";
import { hexToBytes } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSoftwareAuthenticator, type SoftwareAuthenticator } from "../../support/authenticator.ts";
import { createWallet, type Wallet, type WalletParameters } from "../cosigner/support/createWallet.ts";
import { origin } from "../cosigner/support/startCosigner.ts";
import { startService, type TestService } from "../cosigner/support/startService.ts";

let service: TestService;
beforeAll(async () => {
  service = await startService({ fsync: false });
});
afterAll(() => service?.stop());

const daySeconds = 86_400;
const chainId = 31337;

function newWallet(authenticator: SoftwareAuthenticator, changes: Partial<WalletParameters> = {}): Wallet {
  const parameters = { getUrl: () => service.cosigner.url, rpcUrl: service.chain.rpcUrl, ...changes };
  return createWallet(parameters, createMemoryStorage(), authenticator);
}

/** An owner with a tested kit, some days after creation. */
async function createOwner() {
  const authenticator = createSoftwareAuthenticator({ origin });
  const wallet = newWallet(authenticator);
  const account = await wallet.client.createAccount({ name: "Ada" });
  const { accountId } = account;
  const made = await wallet.client.makeKit({ accountId });
  await wallet.client.testKit({ accountId, kit: made.kit, code: made.code });
  await elapse(account, 3 * daySeconds);
  // What is on paper.
  return { wallet, authenticator, account, made: { ...made, kit: parseKitText(made.sheet.qr) } };
}

async function elapse({ accountId }: StoredAccount, seconds: number): Promise<void> {
  const body = JSON.stringify({ accountId, seconds });
  expect((await fetch(`${service.cosigner.url}/v1/test/elapse`, { method: "POST", body })).ok).toBe(true);
}

async function alarmsOf({ accountId }: StoredAccount): Promise<string[]> {
  const { rows } = await service.database.pool.query<{ kind: string }>(
    "SELECT kind FROM alarms WHERE account_id = $1 ORDER BY alarm_id",
    [Buffer.from(hexToBytes(accountId))],
  );
  return rows.map(({ kind }) => kind);
}

const signs = ({ client }: Wallet, { accountId }: StoredAccount, password?: string) =>
  client.signMessage({ accountId, chainId, message: "hello", password });
const begin = (
  { client }: Wallet,
  { kit, code }: Pick<MadeKit, "code" | "kit">,
  passkey: "new" | "registered" = "new",
) => client.beginRestore({ kit, code, passkey, deviceName: "New phone" });
const rule = (name: string) => ({ problem: { rule: name } });

describe("restoring from a kit", () => {
  test("behavior: the kit's file brings back who guards the account", async () => {
    const { wallet, authenticator, account } = await createOwner();
    const { accountId } = account;
    const { guardians } = wallet.client;
    const guardian = { accountId, name: "Bea", signer: `0x${"1".repeat(40)}` } as const;
    await guardians.add(guardian);
    await guardians.requestFirst({ accountId, threshold: 1 });
    await elapse(account, daySeconds + 1);
    await guardians.setFirst({ accountId, chainId, threshold: 1, confirmed: ["administration"] });
    await wallet.client.requestKit({ accountId });
    await elapse(account, daySeconds + 1);
    const made = await wallet.client.makeKit({ accountId });
    await wallet.client.testKit({ accountId, kit: made.kit, code: made.code });

    const fresh = newWallet(authenticator);
    await begin(fresh, { kit: parseKitFile(made.file.bytes), code: made.code }, "registered");
    await fresh.client.finishRestore({ code: made.code });
    const { book, currentHash } = await fresh.client.guardians.getState({ accountId, chainId });
    expect(book.current?.members).toMatchObject([{ name: "Bea", signer: guardian.signer }]);
    expect(currentHash).toBe((await guardians.getState({ accountId, chainId })).currentHash);
    expect(await fresh.client.guardians.getCards({ accountId })).toHaveLength(1);
  });

  test("behavior: with a new passkey after 48 hours; the address stays, what was lost is out", async () => {
    const { wallet, account, made } = await createOwner();
    const { accountId } = account;
    const fresh = newWallet(createSoftwareAuthenticator({ origin }));
    const begun = await begin(fresh, made);
    expect(begun).toMatchObject({ accountId, name: "Ada", address: account.address, state: "waiting" });
    expect(begun.readyAt! - Date.now()).toBeGreaterThan((2 * daySeconds - 60) * 1000);
    expect(await fresh.client.getRestore()).toMatchObject({ state: "waiting", readyAt: begun.readyAt });
    await expect(fresh.client.finishRestore({ code: made.code })).rejects.toMatchObject(rule("kit-wait"));
    // The owner is told each time the kit is used.
    const alarms = await alarmsOf(account);
    expect([...new Set(alarms)]).toEqual(["kit-made", "kit-opened", "kit-rotation-requested"]);
    // Meanwhile the old device works.
    await signs(wallet, account);

    await elapse(account, 2 * daySeconds + 1);
    expect(await fresh.client.getRestore()).toMatchObject({ state: "ready" });
    await expect(
      fresh.client.finishRestore({ code: "ES11F-Y3SZ4-5K316-FS1MS-RTG8P-AD2MQ-KRRN3" }),
    ).rejects.toBeInstanceOf(KitOpenError);
    const steps: string[] = [];
    const restored = await fresh.client.finishRestore({ code: made.code, onProgress: (step) => steps.push(step) });
    expect(steps).toEqual(["opening", "key", "passkey", "testing", "signing"]);
    expect(restored).toMatchObject({ accountId, address: account.address, birthKey: account.birthKey, keyEpoch: 2 });
    expect(restored.publicKey).not.toBe(account.publicKey);
    expect(await fresh.client.getRestore()).toBeUndefined();
    await signs(fresh, restored);
    const known = await fresh.client.getAccount({ accountId });
    expect(known).toMatchObject({ kit: null, devices: [{ name: "New phone", current: true }] });
    expect(known.credentials).toHaveLength(1);
    expect((await alarmsOf(account)).slice(-2)).toEqual(["kit-restored", "key-rotated"]);

    // The lost device, its passkey and the kit are worth nothing.
    await expect(signs(wallet, account)).rejects.toMatchObject({ code: "unknown_id" });
    const thief = wallet.reload();
    await thief.client.removeAccount({ accountId });
    await expect(thief.client.signIn()).rejects.toMatchObject({ name: "PasskeyUnknownError" });
    await expect(begin(newWallet(createSoftwareAuthenticator({ origin })), made)).rejects.toBeInstanceOf(
      KitOutdatedError,
    );
    // And a new one can be made from the new key, after its wait.
    await fresh.client.requestKit({ accountId });
    await elapse(account, daySeconds + 1);
    const next = await fresh.client.makeKit({ accountId });
    await fresh.client.testKit({ accountId, kit: next.kit, code: next.code });
  });

  test("behavior: with a passkey of the account at once; other devices follow", async () => {
    const { wallet, authenticator, account, made } = await createOwner();
    const { accountId } = account;
    const fresh = newWallet(authenticator);
    expect(await begin(fresh, made, "registered")).toMatchObject({ state: "ready" });
    const restored = await fresh.client.finishRestore({ code: made.code });
    expect(restored).toMatchObject({ address: account.address, keyEpoch: 2 });
    await signs(fresh, restored);
    await expect(signs(wallet, account)).rejects.toMatchObject({ code: "epoch_stale" });
    await wallet.client.followKey({ accountId });
    await signs(wallet, account);
  });

  test("behavior: a device of the account stops it while it waits", async () => {
    const { wallet, account, made } = await createOwner();
    const { accountId } = account;
    const thief = newWallet(createSoftwareAuthenticator({ origin }));
    await begin(thief, made);
    const [wait] = await wallet.client.getWaits({ accountId });
    expect(wait).toMatchObject({ kind: "kit-rotation", facts: { device: "New phone" } });
    await wallet.client.cancelWait({ accountId, waitId: wait!.waitId });
    expect(await thief.client.getRestore()).toMatchObject({ state: "stopped" });
    await elapse(account, 2 * daySeconds + 1);
    await expect(thief.client.finishRestore({ code: made.code })).rejects.toMatchObject(rule("kit-wait"));
    await signs(wallet, account);
    await thief.client.discardRestore();
    expect(await thief.client.getRestore()).toBeUndefined();
  });

  test("behavior: a frozen account can be restored", async () => {
    const { account, authenticator, made } = await createOwner();
    await service.database.pool.query(
      "UPDATE accounts SET frozen_at = now(), version = version + 1 WHERE account_id = $1",
      [Buffer.from(hexToBytes(account.accountId))],
    );
    const fresh = newWallet(authenticator);
    await begin(fresh, made, "registered");
    expect(await fresh.client.finishRestore({ code: made.code })).toMatchObject({ keyEpoch: 2 });
  });

  test("behavior: a passkey without PRF seals by password, and the account keeps no vault copy", async () => {
    const { account, made } = await createOwner();
    const fresh = newWallet(createSoftwareAuthenticator({ origin, prf: "none" }));
    expect(await begin(fresh, made)).toMatchObject({ needsPassword: true });
    await elapse(account, 2 * daySeconds + 1);
    await expect(fresh.client.finishRestore({ code: made.code })).rejects.toBeInstanceOf(PasswordError);
    const restored = await fresh.client.finishRestore({ code: made.code, password: "seven grey herons" });
    expect(restored).toMatchObject({ hasVault: false, unlock: "password" });
    await signs(fresh, restored, "seven grey herons");
  });

  const points = [/admit$/, /kit\/rotation$/, /dkg$/, /dkg\/0x/, /install$/, /\/sign$/, /complete$/];
  test.each(points)("behavior: an answer lost at %s costs nothing", async (point) => {
    const { account, authenticator, made } = await createOwner();
    let isLost = false;
    const fresh = newWallet(authenticator, {
      onResponse: (path, response) => {
        if (isLost || !point.test(path)) return response;
        isLost = true;
        throw new TypeError("the connection is gone");
      },
    });
    await begin(fresh, made, "registered");
    await expect(fresh.client.finishRestore({ code: made.code })).rejects.toMatchObject({
      name: "ServiceUnreachableError",
    });
    expect(isLost).toBe(true);
    // Another page of the same browser goes on.
    const next = fresh.reload();
    const restored = await next.client.finishRestore({ code: made.code });
    expect(restored).toMatchObject({ address: account.address, keyEpoch: 2 });
    await signs(next, restored);
  });

  test("S62: the service signs for {1,2} only a change of the key, and only for a device that a kit brought back", async () => {
    const { wallet, account } = await createOwner();
    const { accountId } = account;
    const { rows } = await service.database.pool.query(
      "SELECT count(*)::int AS count FROM rotations WHERE account_id = $1",
      [Buffer.from(hexToBytes(accountId))],
    );
    expect(rows).toEqual([{ count: 0 }]);
    const device = await service.createDevice();
    const path = `/accounts/${device.account.accountId}`;
    expect(await device.call("POST", `${path}/kit/rotation`, {})).toMatchObject({ problem: { code: "unknown_id" } });
    expect(await device.call("POST", `${path}/kit/open`, {})).toMatchObject({ problem: { code: "unknown_id" } });
    const body = { keyId: device.keyId, deviceName: "x" };
    expect(await device.call("POST", `${path}/kit/restore`, body)).toMatchObject({ problem: { code: "unknown_id" } });
    await signs(wallet, account);
  });
});

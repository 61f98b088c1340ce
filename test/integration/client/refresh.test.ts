import {
  CosignerMisbehavedError,
  createMemoryStorage,
  KitOutdatedError,
  type MadeKit,
  openKit,
  parseKitText,
  type StoredAccount,
} from "@tandem/client";
import { updateKit } from "@tandem/client/kit";
import { refreshRound1 } from "@tandem/frost";
import { bytesToHex, hexToBytes } from "viem";
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

const chainId = 31337;

function newWallet(authenticator: SoftwareAuthenticator, changes: Partial<WalletParameters> = {}): Wallet {
  const parameters = { getUrl: () => service.cosigner.url, rpcUrl: service.chain.rpcUrl, ...changes };
  return createWallet(parameters, createMemoryStorage(), authenticator);
}

async function createOwner() {
  const authenticator = createSoftwareAuthenticator({ origin });
  const wallet = newWallet(authenticator);
  const account = await wallet.client.createAccount({ name: "Ada" });
  return { wallet, authenticator, account };
}

const signs = ({ client }: Pick<Wallet, "client">, { accountId }: StoredAccount) =>
  client.signMessage({ accountId, chainId, message: "hello" });
const drill = ({ client }: Wallet, { accountId }: StoredAccount, { code, sheet }: MadeKit) =>
  client.testKit({ accountId, kit: parseKitText(sheet.qr), code });

async function sharesOf({ accountId }: StoredAccount): Promise<{ key_epoch: number; sealed: Buffer }[]> {
  const { rows } = await service.database.pool.query<{ key_epoch: number; sealed: Buffer }>(
    "SELECT key_epoch, sealed FROM server_shares WHERE account_id = $1 ORDER BY key_epoch",
    [Buffer.from(hexToBytes(accountId))],
  );
  return rows;
}

describe("refreshShares", () => {
  test("S58: new shares of the same key; the old ones are dead, devices and kit follow", async () => {
    const { wallet, authenticator, account } = await createOwner();
    const { accountId } = account;
    const other = newWallet(authenticator);
    await other.client.signIn();
    const made = await wallet.client.makeKit({ accountId });
    await drill(wallet, account, made);
    const before = await sharesOf(account);
    const prompts = authenticator.prompts.length;

    const { sharesMadeAt = 0 } = await wallet.client.getAccount({ accountId });
    const refreshed = await wallet.client.refreshShares({ accountId });
    expect((await wallet.client.getAccount({ accountId })).sharesMadeAt).toBeGreaterThan(sharesMadeAt);
    expect(authenticator.prompts.slice(prompts)).toEqual(["get"]);
    expect(refreshed).toMatchObject({ publicKey: account.publicKey, address: account.address, keyEpoch: 2 });
    const after = await sharesOf(account);
    expect(after.map(({ key_epoch }) => key_epoch)).toEqual([2]);
    expect(after[0]?.sealed.equals(before[0]!.sealed)).toBe(false);
    await signs(wallet, account);

    // A device with the share before is told so, and follows by the vault.
    await expect(signs(other, account)).rejects.toMatchObject({ code: "epoch_stale" });
    await other.client.followKey({ accountId });
    await signs(other, account);
    // Twice more, by the other device; the kit on paper follows all of it.
    await other.client.refreshShares({ accountId });
    await wallet.client.followKey({ accountId });
    await wallet.client.refreshShares({ accountId });
    expect(await drill(wallet, account, made)).toMatchObject({ keyEpoch: 4 });
    const { kit } = await wallet.client.getAccount({ accountId });
    expect(kit).toMatchObject({ keyEpoch: 1 });

    const lost = newWallet(authenticator);
    await lost.client.beginRestore({ kit: parseKitText(made.sheet.qr), code: made.code, passkey: "registered" });
    expect(await lost.client.finishRestore({ code: made.code })).toMatchObject({
      keyEpoch: 5,
      address: account.address,
    });
    await signs(lost, account);
  });

  test("S58: a server share of the epoch before signs nothing with a device of the new one", async () => {
    const { wallet, account } = await createOwner();
    const { accountId } = account;
    const [old] = await sharesOf(account);
    await wallet.client.refreshShares({ accountId });
    // As from a stolen backup: it is sealed to its own epoch, so it does not even open in the place of the new one.
    await service.database.pool.query("UPDATE server_shares SET sealed = $2 WHERE account_id = $1", [
      Buffer.from(hexToBytes(accountId)),
      old!.sealed,
    ]);
    await service.database.pool.query("UPDATE accounts SET version = version + 1 WHERE account_id = $1", [
      Buffer.from(hexToBytes(accountId)),
    ]);
    await expect(signs(wallet, account)).rejects.toMatchObject({ code: "internal" });
  });

  const points = [/refresh$/, /refresh\/0x[0-9a-f]+$/, /test$/, /commit$/];
  test.each(points)(
    "behavior: an answer lost at %s: both sides still sign, and the next try goes on",
    async (point) => {
      const { wallet, account } = await createOwner();
      const { accountId } = account;
      const made = await wallet.client.makeKit({ accountId });
      await drill(wallet, account, made);
      let isLost = false;
      const unlucky = wallet.reload({
        onResponse: (path, response) => {
          if (isLost || !point.test(path)) return response;
          isLost = true;
          throw new TypeError("the connection is gone");
        },
      });
      await expect(unlucky.client.refreshShares({ accountId })).rejects.toMatchObject({
        name: "ServiceUnreachableError",
      });
      expect(isLost).toBe(true);
      // The page is opened again: home asks for the account.
      const next = wallet.reload();
      const { keyEpoch } = await next.client.getAccount({ accountId });
      expect(keyEpoch).toBe(point.test("/commit") ? 2 : 1);
      await signs(next, account);
      expect(await next.client.refreshShares({ accountId })).toMatchObject({ keyEpoch: keyEpoch + 1 });
      await signs(next, account);
      expect(await drill(next, account, made)).toMatchObject({ keyEpoch: keyEpoch + 1 });
      expect(await sharesOf(account)).toHaveLength(1);
    },
  );

  test("behavior: a device that follows keeps what brings the kit along, for the day without the service", async () => {
    const { wallet, authenticator, account } = await createOwner();
    const { accountId } = account;
    const other = newWallet(authenticator);
    await other.client.signIn();
    const made = await wallet.client.makeKit({ accountId });
    await drill(wallet, account, made);
    for (const _ of [2, 3]) await wallet.client.refreshShares({ accountId });
    await other.client.followKey({ accountId });
    await other.client.getKitStatus({ accountId });
    for (const { storage } of [wallet, other]) {
      const { kitUpdates = [], publicKeyPackage } = (await storage.get("accounts", accountId))!;
      const opened = await openKit({ kit: parseKitText(made.sheet.qr), code: made.code });
      const moved = await updateKit({ opened, updates: kitUpdates, keyEpoch: 3, publicKeyPackage });
      expect(moved.keyEpoch).toBe(3);
      moved.close();
    }
  });

  test("error: never while frozen", async () => {
    const { wallet, account } = await createOwner();
    await service.database.pool.query(
      "UPDATE accounts SET frozen_at = now(), version = version + 1 WHERE account_id = $1",
      [Buffer.from(hexToBytes(account.accountId))],
    );
    await expect(wallet.client.refreshShares(account)).rejects.toMatchObject({ code: "account_frozen" });
  });

  test("behavior: an account whose share opens by password renews it too", async () => {
    const authenticator = createSoftwareAuthenticator({ origin, prf: "none" });
    const wallet = newWallet(authenticator);
    await wallet.client.createAccount({ name: "Ada" }).catch(() => undefined);
    const password = "seven grey herons";
    const { accountId } = await wallet.client.createAccount({ name: "Ada", password });
    expect(await wallet.client.refreshShares({ accountId, password })).toMatchObject({ keyEpoch: 2 });
    await wallet.client.signMessage({ accountId, chainId, message: "hello", password });
  });
});

describe("S60: a lie in the refresh names its author", () => {
  const lies: readonly [string, RegExp, string, (hex: string) => string][] = [
    ["another package in trip 1", /refresh$/, "package", () => bytesToHex(refreshRound1({ identifier: 1 }).package)],
    [
      "a changed share",
      /refresh\/0x[0-9a-f]+$/,
      "sealedShare",
      (hex) => `${hex.slice(0, -2)}${hex.endsWith("00") ? "01" : "00"}`,
    ],
    ["another public package", /refresh\/0x[0-9a-f]+$/, "publicKeyPackage", () => "0x01"],
  ];
  test.each(lies)("S60: the co-signer's: %s", async (_, path, field, change) => {
    const { wallet, account } = await createOwner();
    const lying = wallet.reload({
      onResponse: async (asked, response) => {
        if (!path.test(asked) || !response.ok) return response;
        const json = (await response.json()) as Record<string, string>;
        return Response.json({ ...json, [field]: change(json[field]!) });
      },
    });
    await expect(lying.client.refreshShares(account)).rejects.toBeInstanceOf(CosignerMisbehavedError);
    // Nothing has changed on either side.
    expect(await wallet.reload().client.getAccount(account)).toMatchObject({ keyEpoch: 1 });
    await signs(wallet.reload(), account);
  });

  test("error: a kit that missed a renewal takes no other kit's place", async () => {
    const { wallet, account } = await createOwner();
    const { accountId } = account;
    const kept = await wallet.client.makeKit({ accountId });
    await drill(wallet, account, kept);
    const untried = await wallet.client.makeKit({ accountId });
    await wallet.client.refreshShares({ accountId });
    await expect(drill(wallet, account, untried)).rejects.toBeInstanceOf(KitOutdatedError);
    expect(await drill(wallet, account, kept)).toMatchObject({ keyEpoch: 2 });
    const { kit } = await wallet.client.getKitStatus({ accountId });
    expect(kit?.keyEpoch).toBe(1);
  });

  test("S60: a kit update that does not fit says that the kit is out of date, and what to do", async () => {
    const { wallet, account } = await createOwner();
    const { accountId } = account;
    const made = await wallet.client.makeKit({ accountId });
    await drill(wallet, account, made);
    await wallet.client.refreshShares({ accountId });
    await service.database.pool.query(
      "UPDATE kit_updates SET kit_update = jsonb_set(kit_update, '{fromDevice}', kit_update -> 'fromServer') WHERE account_id = $1",
      [Buffer.from(hexToBytes(accountId))],
    );
    await expect(drill(wallet, account, made)).rejects.toMatchObject({ name: "KitOutdatedError", reason: "refreshed" });
    // A new kit is of the new shares.
    const next = await wallet.client.makeKit({ accountId });
    expect(await drill(wallet, account, next)).toMatchObject({ keyEpoch: 2 });
    const opened = await openKit({ kit: next.kit, code: next.code });
    expect(opened.keyEpoch).toBe(2);
    opened.close();
  });
});

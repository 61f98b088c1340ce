import { createMemoryStorage, PasskeyExistsError, PasskeyPrfMissingError, type StoredAccount } from "@tandem/client";
import { type ChainClient, createChainClient, type Stack } from "@tandem/devnet";
import { TOTP } from "otpauth";
import pg from "pg";
import { type Address, getAddress, type Hex, toHex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSoftwareAuthenticator } from "../../support/authenticator.ts";
import { createTestDevice, type TestDevice } from "../../support/createTestDevice.ts";
import { startTestStack } from "../../support/startTestStack.ts";

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
}, 180_000);

afterAll(async () => {
  await database?.end();
  await stack?.stop();
});

type Owned = { readonly device: TestDevice; readonly account: StoredAccount; readonly accountId: Hex };

async function create(): Promise<Owned> {
  const device = createTestDevice({ baseUrl });
  const account = await device.client.createAccount({ name: "Ada" });
  return { device, account, accountId: account.accountId };
}

/** The same person's passkeys on another machine. */
async function signInElsewhere({ device }: Owned, deviceName = "Second"): Promise<TestDevice> {
  const other = device.reload({ storage: createMemoryStorage() });
  await other.client.signIn({ deviceName });
  return other;
}

async function elapse(accountId: Hex, seconds: number): Promise<void> {
  const body = JSON.stringify({ accountId, seconds });
  const headers = { "content-type": "application/json" };
  expect((await fetch(`${baseUrl}/v1/test/elapse`, { method: "POST", headers, body })).ok).toBe(true);
}

async function listAlarms(accountId: Hex): Promise<string[]> {
  const { rows } = await database.query<{ kind: string }>(
    "SELECT kind FROM alarms WHERE account_id = $1 ORDER BY alarm_id",
    [Buffer.from(accountId.slice(2), "hex")],
  );
  return rows.map(({ kind }) => kind);
}

/** Kinds of what the log has of the account, oldest first; the client has checked each entry against its leaf. */
async function listLeaves({ client }: TestDevice, accountId: Hex): Promise<unknown[]> {
  const { items } = await client.getDecisions({ accountId });
  return items.map(({ entry }) => (JSON.parse(entry) as { kind: unknown }).kind).reverse();
}

const keyIdOf = async ({ storage }: TestDevice, accountId: Hex) => (await storage.get("keys", accountId))!.keyId;
const sign = ({ client }: TestDevice, accountId: Hex, password?: string) =>
  client.signMessage({ accountId, chainId, message: "hello", password });

describe("devices", () => {
  test("S68: a device that was taken out is refused at once, never comes back with its key, and all are told", async () => {
    const owned = await create();
    const { device, accountId } = owned;
    const other = await signInElsewhere(owned);
    await sign(other, accountId);
    const { client } = device;
    const keyId = await keyIdOf(other, accountId);
    await client.renameDevice({ accountId, keyId, name: "  Old phone " });
    const before = await client.getAccount({ accountId });
    expect(before.devices.map(({ name }) => name)).toContain("Old phone");
    expect(before.devices.find((entry) => entry.keyId === keyId)?.quarantinedUntil).toBeGreaterThan(Date.now());

    await client.revokeDevice({ accountId, keyId, isLost: true });
    await expect(other.client.getAccount({ accountId })).rejects.toMatchObject({ code: "unknown_id" });
    await expect(sign(other, accountId)).rejects.toMatchObject({ code: "unknown_id" });
    expect((await client.getAccount({ accountId })).devices).toHaveLength(1);
    expect(await listAlarms(accountId)).toEqual(["device-added", "device-lost"]);
    await sign(device, accountId);
  });

  test("error: a device takes neither itself nor a stranger out; a proof for one is none for another", async () => {
    const owned = await create();
    const { device, accountId } = owned;
    const own = await keyIdOf(device, accountId);
    const revoke = (keyId: Hex) => device.client.revokeDevice({ accountId, keyId, isLost: false });
    await expect(revoke(own)).rejects.toMatchObject({ code: "request_malformed" });
    await expect(revoke(`0x02${"11".repeat(32)}`)).rejects.toMatchObject({ code: "unknown_id" });
  });

  test("behavior: sign out everywhere leaves this device only", async () => {
    const owned = await create();
    const { device, accountId } = owned;
    const [second, third] = [await signInElsewhere(owned), await signInElsewhere(owned, "Third")];
    // A new device cannot throw the old ones out.
    await expect(second.client.revokeOtherDevices({ accountId })).rejects.toMatchObject({
      problem: { rule: "new-device" },
    });
    await device.client.revokeOtherDevices({ accountId });
    for (const gone of [second, third]) {
      await expect(gone.client.getAccount({ accountId })).rejects.toMatchObject({ code: "unknown_id" });
    }
    await sign(device, accountId);
  });

  test("behavior: a new device is quarantined until another one confirms it, or a day has passed", async () => {
    const owned = await create();
    const { device, accountId } = owned;
    const other = await signInElsewhere(owned);
    const keyId = await keyIdOf(other, accountId);
    const quarantine = async () =>
      (await device.client.getAccount({ accountId })).devices.find((entry) => entry.keyId === keyId)?.quarantinedUntil;
    expect(await quarantine()).toBeDefined();
    const own = { accountId, keyId: await keyIdOf(device, accountId) };
    await expect(other.client.confirmDevice(own)).rejects.toMatchObject({ problem: { rule: "new-device" } });
    await device.client.confirmDevice({ accountId, keyId });
    expect(await quarantine()).toBeUndefined();
    expect(await listLeaves(device, accountId)).toEqual(["device-added", "device-confirmed"]);
    const { items } = await device.client.getDecisions({ accountId });
    expect(JSON.parse(items[1]!.entry)).toMatchObject({ account: accountId, device: keyId, door: "passkey" });

    const third = await signInElsewhere(owned, "Third");
    await elapse(accountId, 24 * 3600 + 1);
    const { devices } = await third.client.getAccount({ accountId });
    expect(devices.every(({ quarantinedUntil }) => quarantinedUntil === undefined)).toBe(true);
  });
});

describe("adding a device by code", () => {
  /** Another person's machine, as far as passkeys go. */
  const createStranger = (prf: "available" | "none" = "available") =>
    createTestDevice({
      baseUrl,
      authenticator: createSoftwareAuthenticator({ origin: baseUrl, ...(prf === "none" && { prf }) }),
    });

  test("behavior: its own passkey opens the account, at the service too, and it signs", async () => {
    const { device, account, accountId } = await create();
    const fresh = createStranger();
    const shown = await fresh.client.showNewDevice({ deviceName: "Laptop" });
    expect(shown.code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect(await shown.isAdded()).toBe(false);
    const pairing = await device.client.findDevice({ accountId, code: shown.code.toLowerCase() });
    expect(await device.client.findDevice({ accountId, code: shown.url })).toEqual(pairing);
    expect(pairing.deviceName).toBe("Laptop");
    await device.client.addDevice({ accountId, pairing });
    expect(await shown.isAdded()).toBe(true);
    const added = await shown.finish();
    expect(added).toMatchObject({ address: account.address, publicKey: account.publicKey, unlock: "passkey" });
    await sign(fresh, accountId);
    await sign(device, accountId);
    expect(await listAlarms(accountId)).toEqual(["device-added", "passkey-added"]);
    const leaves = await listLeaves(device, accountId);
    expect(leaves.filter((kind) => kind !== "message")).toEqual(["device-added", "passkey-added"]);
    // Vouched for by a device of the account: no quarantine. Its passkey signs in elsewhere, by the vault.
    // The yes to the code was for one passkey: a second one needs a proof like everybody's.
    const { rows } = await database.query("SELECT 1 FROM pairings WHERE device_name = 'Laptop'");
    expect(rows).toEqual([]);
    const { devices } = await fresh.client.getAccount({ accountId });
    expect(devices.find(({ current }) => current)).toMatchObject({ name: "Laptop" });
    expect(devices.every(({ quarantinedUntil }) => quarantinedUntil === undefined)).toBe(true);
    const third = fresh.reload({ storage: createMemoryStorage() });
    expect(await third.client.signIn()).toMatchObject({ address: account.address });
    // Nothing that passed the service opens anything: the share and the data key are nowhere in what was sent.
    const secrets = [...device.authenticator.prfOutputs, ...fresh.authenticator.prfOutputs];
    const sent = [...device.sent, ...fresh.sent].map(({ body }) => body).join("\n");
    for (const secret of secrets) expect(sent.includes(secret)).toBe(false);
  });

  test("behavior: where a passkey of the account is already, as by sync, it is used and none takes its place", async () => {
    const { device, account, accountId } = await create();
    const { authenticator } = device;
    const isHere = ({ id }: { readonly id: string }) => authenticator.credentialIds.includes(id);
    const createUnlessHere: typeof authenticator.create = async (options) => {
      if (options.excludeCredentials?.some(isHere)) throw new PasskeyExistsError();
      return authenticator.create(options);
    };
    const fresh = createTestDevice({ baseUrl, authenticator: { ...authenticator, create: createUnlessHere } });
    const shown = await fresh.client.showNewDevice({ deviceName: "Laptop" });
    await device.client.addDevice({
      accountId,
      pairing: await device.client.findDevice({ accountId, code: shown.code }),
    });
    expect(await shown.finish()).toMatchObject({ address: account.address, unlock: "passkey" });
    await sign(fresh, accountId);
    await sign(device, accountId);
    expect(await listAlarms(accountId)).toEqual(["device-added"]);
    await expect(fresh.client.addPasskey({ accountId })).rejects.toBeInstanceOf(PasskeyExistsError);
    expect(authenticator.credentialIds).toHaveLength(1);
    expect((await device.client.getAccount({ accountId })).credentials).toHaveLength(1);
  });

  test("behavior: an account without a vault, on a device whose passkey has no PRF: by password", async () => {
    const device = createTestDevice({ baseUrl });
    const account = await device.client.createAccount({ name: "Ada", keepVault: false });
    const { accountId } = account;
    const fresh = createStranger("none");
    const shown = await fresh.client.showNewDevice();
    const pairing = await device.client.findDevice({ accountId, code: shown.code });
    await device.client.addDevice({ accountId, pairing });
    await expect(shown.finish()).rejects.toBeInstanceOf(PasskeyPrfMissingError);
    const password = "seven grey herons";
    expect(await shown.finish({ password })).toMatchObject({ unlock: "password", hasVault: false });
    expect(fresh.authenticator.prompts.filter((kind) => kind === "create")).toHaveLength(1);
    await sign(fresh, accountId, password);
  });

  test("error: a wrong code, other keys behind a code, a code taken twice", async () => {
    const { device, accountId } = await create();
    const { client } = device;
    await expect(client.findDevice({ accountId, code: "nonsense" })).rejects.toMatchObject({
      name: "InvalidInputError",
    });
    await expect(client.findDevice({ accountId, code: "0000-0000-0000" })).rejects.toMatchObject({
      shortMessage: "No new device shows this code.",
    });
    const fresh = createStranger();
    const shown = await fresh.client.showNewDevice();
    const lied = device.reload({
      onResponse: async (request, response) => {
        if (!request.url.endsWith("/pairings/find")) return response;
        return Response.json({ ...((await response.json()) as object), hpkeKey: `0x${"ab".repeat(32)}` });
      },
    });
    await expect(lied.client.findDevice({ accountId, code: shown.code })).rejects.toMatchObject({
      name: "CosignerMisbehavedError",
    });
    const pairing = await client.findDevice({ accountId, code: shown.code });
    await client.addDevice({ accountId, pairing });
    await expect(client.addDevice({ accountId, pairing })).rejects.toMatchObject({ code: "unknown_id" });
    // Somebody else's page is told nothing of it.
    const other = createStranger();
    const shownOther = await other.client.showNewDevice();
    expect(await shownOther.isAdded()).toBe(false);
  });
});

describe("passkeys", () => {
  test("behavior: a second one opens the account; the first can be taken out", async () => {
    const owned = await create();
    const { device, accountId } = owned;
    const { client, authenticator } = device;
    await client.addPasskey({ accountId });
    const { credentials } = await client.getAccount({ accountId });
    expect(credentials).toHaveLength(2);
    for (const { createdAt } of credentials) expect(createdAt).toBeGreaterThan(0);
    const record = await device.storage.get("accounts", accountId);
    expect(record?.wraps).toHaveLength(2);
    const [first] = record!.credentials;
    await client.removePasskey({ accountId, credentialId: first!.credentialId });
    expect((await client.getAccount({ accountId })).credentials).toHaveLength(1);
    await sign(device, accountId);
    await expect(client.removePasskey({ accountId, credentialId: credentials[1]!.credentialId })).rejects.toMatchObject(
      { name: "InvalidInputError" },
    );
    expect(authenticator.prompts.filter((kind) => kind === "create")).toHaveLength(2);
    expect(await listAlarms(accountId)).toEqual(["passkey-added", "passkey-removed"]);
    const leaves = await listLeaves(device, accountId);
    expect(leaves.filter((kind) => kind !== "message")).toEqual(["passkey-added", "passkey-removed"]);
  });
});

describe("second factor", () => {
  test("behavior: counts from its first code on; no code twice; five wrong ones close the door", async () => {
    const { device, accountId } = await create();
    const { client } = device;
    const { uri, secret } = await client.addSecondFactor({ accountId });
    expect(uri).toContain("otpauth://totp/");
    const totp = new TOTP({ secret });
    expect((await client.getAccount({ accountId })).hasSecondFactor).toBe(false);
    const code = totp.generate();
    await client.confirmSecondFactor({ accountId, code });
    expect((await client.getAccount({ accountId })).hasSecondFactor).toBe(true);
    expect(await listLeaves(device, accountId)).toEqual(["second-factor-added"]);
    await expect(client.removeSecondFactor({ accountId, code })).rejects.toMatchObject({ code: "step_up_required" });
    await expect(client.addSecondFactor({ accountId })).rejects.toMatchObject({ code: "intent_conflict" });
    const wrong = code === "000000" ? "000001" : "000000";
    for (let i = 0; i < 4; i++) {
      await expect(client.removeSecondFactor({ accountId, code: wrong })).rejects.toMatchObject({
        code: "step_up_required",
      });
    }
    await expect(client.removeSecondFactor({ accountId, code: wrong })).rejects.toMatchObject({
      code: "rate_limited",
    });
    // At rest it is sealed.
    const { rows } = await database.query<{ sealed: Buffer }>("SELECT sealed FROM second_factors");
    expect(rows.some(({ sealed }) => sealed.includes(Buffer.from(totp.secret.bytes)))).toBe(false);
  });
});

describe("deleting", () => {
  test("behavior: in 7 days everything goes; any device may stop it before", async () => {
    const owned = await create();
    const { device, accountId } = owned;
    const { client } = device;
    await stack.faucet({ address: owned.account.address });
    const to: Address = getAddress(toHex(crypto.getRandomValues(new Uint8Array(20))));
    const prepared = await client.prepareOperation({ accountId, chainId, calls: [{ to, value: 1n }] });
    await client.confirmOperation({ prepared });
    expect(await chain.getBalance({ address: to })).toBe(1n);
    const other = await signInElsewhere(owned);
    await expect(other.client.deleteData({ accountId })).rejects.toMatchObject({ problem: { rule: "new-device" } });
    const { waitId, readyAt } = await client.deleteData({ accountId });
    expect(readyAt - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    await other.client.cancelWait({ accountId, waitId });
    expect(await client.getWaits({ accountId })).toEqual([]);
    expect((await listLeaves(device, accountId)).slice(1)).toEqual([
      "device-added",
      "wait-requested",
      "wait-cancelled",
    ]);

    await client.deleteData({ accountId });
    await elapse(accountId, 7 * 86_400 + 1);
    const id = Buffer.from(accountId.slice(2), "hex");
    const { rows } = await database.query<{ subject: Buffer }>("SELECT subject FROM waits WHERE account_id = $1", [id]);
    await database.query("SELECT delete_account_data($1, $2)", [id, rows[0]!.subject]);
    await expect(client.getAccount({ accountId })).rejects.toMatchObject({ code: "unknown_id" });
    for (const table of ["server_shares", "vaults", "devices", "intents", "decisions", "alarms"]) {
      const found = await database.query(`SELECT 1 FROM ${table} WHERE account_id = $1`, [id]);
      expect(found.rowCount, table).toBe(0);
    }
    // The log goes on being one log.
    await client.checkLog();
  });
});

import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { accountAbi, accountFactoryAbi, getAccountAddress, hashRecoveryMessage } from "@tandem/account";
import { getRole } from "@tandem/devnet";
import {
  type ActionProof,
  type Alarms,
  actionChallenge,
  type Channel,
  type Channels,
  type SyncBlob,
} from "@tandem/protocol";
import { bytesToHex, type Hex, hexToBytes, zeroHash } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLocalSigner } from "../../support/createLocalSigner.ts";
import { type MailServer, startMailServer } from "../../support/startMailServer.ts";
import { startPushService } from "../../support/startPushService.ts";
import type { Device } from "./support/createDevice.ts";
import type { CosignerProcess } from "./support/startCosigner.ts";
import { startService, type TestService } from "./support/startService.ts";

let service: TestService;
let second: CosignerProcess;
let mails: MailServer;

beforeAll(async () => {
  mails = await startMailServer();
  const environment = { TANDEM_SMTP_URL: mails.url, TANDEM_EMAIL_FROM: "alarms@wallet.example" };
  service = await startService({ environment });
  // Two servers over one database: whatever one does, the other does not do again.
  second = await service.startServer();
});
afterAll(async () => {
  await service?.stop();
  await mails?.stop();
});

async function prove(device: Device, action: string, body: object): Promise<ActionProof> {
  const intentId = bytesToHex(randomBytes(32));
  const { accountId } = device.account;
  return { intentId, assertion: await device.assert(actionChallenge({ intentId, accountId, action, body })) };
}

async function waitFor<value>(find: () => value | undefined | Promise<value | undefined>): Promise<value> {
  for (let tries = 0; tries < 100; tries++) {
    const found = await find();
    if (found !== undefined) return found;
    await wait(100);
  }
  throw new Error("it did not come");
}

async function add(device: Device, channel: object): Promise<Channel> {
  const path = `/accounts/${device.account.accountId}/channels`;
  return device.must<Channel>("POST", path, { channel, proof: await prove(device, "add-channel", { channel }) });
}

const raise = (accountId: Hex, kind: string) =>
  service.database.pool.query("SELECT raise_alarm($1, $2, '{}')", [hexToBytes(accountId), kind]);

describe("alarms by e-mail", () => {
  test("behavior: confirmed by code, delivered once by two servers, removed by one click", async () => {
    const device = await service.createDevice();
    const { accountId } = device.account;
    const path = `/accounts/${accountId}/channels`;
    const address = `ada-${randomBytes(4).toString("hex")}@mail.example`;
    const toAda = () => mails.received.filter(({ to }) => to === address);
    const channel = { kind: "email", address };
    expect((await device.call("POST", path, { channel, proof: await prove(device, "add-channel", {}) })).status).toBe(
      403,
    );

    const added = await add(device, channel);
    expect(added).toMatchObject({ kind: "email", name: address, isConfirmed: false });
    await raise(accountId, "recovery-started");
    const code = await waitFor(() => /\b([0-9]{6})\b/.exec(toAda()[0]?.text ?? "")?.[1]);
    const wrong = code === "000000" ? "000001" : "000000";
    expect((await device.call("POST", `${path}/${added.channelId}/confirm`, { code: wrong })).status).toBe(401);
    expect((await device.call("POST", `${path}/${added.channelId}/resend`)).status).toBe(429);
    const confirmed = await device.must<Channel>("POST", `${path}/${added.channelId}/confirm`, { code });
    expect(confirmed.isConfirmed).toBe(true);
    // Nothing was sent to an address that nobody had confirmed.
    expect(toAda().filter(({ text }) => text.includes("recovery"))).toHaveLength(0);

    // Refused once, it is queued again for later, and the later is made now.
    await waitFor(() => toAda().find(({ text }) => text.includes("Alarms go to a new place")));
    mails.failNext(1);
    await raise(accountId, "recovery-started");
    const retry = `UPDATE deliveries SET retry_at = now() FROM channels c
      WHERE c.channel_id = deliveries.channel_id AND c.target = $1 AND status = 'queued' AND retry_at > now()`;
    await waitFor(async () => (await service.database.pool.query(retry, [address])).rowCount || undefined);
    const mail = await waitFor(() =>
      toAda().find(({ text }) => text.includes("A recovery of this account has started")),
    );
    expect(mail.from).toBe("alarms@wallet.example");
    expect(mail.text).toContain("http://localhost:3000/alarms");
    expect(mail.headers.get("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    const unsubscribe = /^<(.+)>$/.exec(mail.headers.get("list-unsubscribe") ?? "")?.[1] ?? "";
    const { pathname } = new URL(unsubscribe);
    const click = { method: "POST", body: "List-Unsubscribe=One-Click" };
    const other = await fetch(`${service.cosigner.url}${pathname.replace(/.\/unsubscribe/, "A/unsubscribe")}x`, click);
    expect(other.status).toBe(404);
    expect((await fetch(`${service.cosigner.url}${pathname}`, click)).status).toBe(204);
    expect((await device.must<Channels>("GET", path)).channels).toEqual([]);
    await raise(accountId, "upgrade-scheduled");
    await wait(1500);
    expect(toAda().filter(({ text }) => text.includes("A recovery of this account has started"))).toHaveLength(1);
    expect(toAda().some(({ text }) => text.includes("New code"))).toBe(false);
  });

  test("error: a new device silences nobody", async () => {
    const device = await service.createDevice();
    const { channelId } = await add(device, { kind: "email", address: "lou@mail.example" });
    const id = Buffer.from(device.account.accountId.slice(2), "hex");
    await service.database.pool.query("UPDATE devices SET door = 'passkey' WHERE account_id = $1", [id]);
    await service.database.pool.query("UPDATE accounts SET version = version + 1 WHERE account_id = $1", [id]);
    const path = `/accounts/${device.account.accountId}/channels/${channelId}/remove`;
    const remove = async () =>
      device.call("POST", path, { proof: await prove(device, "remove-channel", { channelId }) });
    expect(await remove()).toMatchObject({ status: 403, problem: { rule: "new-device" } });
    await service.database.pool.query("SELECT elapse($1, 86401)", [id]);
    expect((await remove()).status).toBe(204);
  });

  test("error: five wrong codes end a code", async () => {
    const device = await service.createDevice();
    const path = `/accounts/${device.account.accountId}/channels`;
    const address = `eve-${randomBytes(4).toString("hex")}@mail.example`;
    const { channelId } = await add(device, { kind: "email", address });
    const mail = await waitFor(() => mails.received.find(({ to }) => to === address));
    const code = /\b([0-9]{6})\b/.exec(mail.text)?.[1] ?? "";
    const wrong = code === "000000" ? "000001" : "000000";
    for (let tries = 0; tries < 5; tries++) {
      expect((await device.call("POST", `${path}/${channelId}/confirm`, { code: wrong })).status).toBe(401);
    }
    expect((await device.call("POST", `${path}/${channelId}/confirm`, { code })).status).toBe(401);
  });
});

describe("silent guardians", () => {
  test("behavior: each silence is told once by whichever server is first, and only of those who guard", async () => {
    const device = await service.createDevice();
    const { accountId } = device.account;
    const path = `/accounts/${accountId}/channels`;
    const address = `mia-${randomBytes(4).toString("hex")}@mail.example`;
    const { channelId } = await add(device, { kind: "email", address });
    const toMia = () => mails.received.filter(({ to }) => to === address);
    const code = await waitFor(() => /\b([0-9]{6})\b/.exec(toMia()[0]?.text ?? "")?.[1]);
    await device.must<Channel>("POST", `${path}/${channelId}/confirm`, { code });
    const { pool } = service.database;
    const id = Buffer.from(hexToBytes(accountId));
    // Of the account's guardians some never answered, some are out of the list, one was withdrawn.
    const invite = (name: string, card: object | null, isWithdrawn = false) =>
      pool.query(
        `INSERT INTO guardian_invites (invite_id, account_id, name, expires_at, accepted_at, seen_at, card, withdrawn_at)
          VALUES ($1, $2, $3, now(), CASE WHEN $4::jsonb IS NULL THEN NULL ELSE now() END, NULL, $4, $5)`,
        [randomBytes(16), id, name, card && JSON.stringify(card), isWithdrawn ? new Date() : null],
      );
    const config = { threshold: 1, commitments: [zeroHash] };
    const current = { config, configEpoch: 1, issuedAt: 2 };
    await invite("Bea", current);
    await invite("Cy", current);
    await invite("Open", null);
    await invite("Gone", current, true);
    await invite("Old", { ...current, issuedAt: 1, config: { ...config, threshold: 2 } });
    const silence = 182 * 24 * 3600;
    // As many servers at once as there may be.
    const tell = async (): Promise<number> => {
      const sweeps = Array.from({ length: 6 }, () =>
        pool.query<{ told: string }>("SELECT tell_silent_guardians($1 * interval '1 second') AS told", [silence]),
      );
      return (await Promise.all(sweeps)).reduce((sum, { rows }) => sum + Number(rows[0]?.told), 0);
    };
    const titles = async () =>
      (await device.must<Alarms>("GET", `/accounts/${accountId}/alarms`)).alarms
        .filter(({ kind }) => kind === "guardian-silent")
        .map(({ facts }) => facts.guardian)
        .sort();
    await pool.query("SELECT elapse($1, $2)", [id, silence - 60]);
    expect(await tell()).toBe(0);
    await pool.query("SELECT elapse($1, 120)", [id]);
    expect(await tell()).toBe(2);
    expect(await titles()).toEqual(["Bea", "Cy"]);
    // Not every day, and not of one that has been heard from.
    await pool.query("SELECT elapse($1, 86400)", [id]);
    expect(await tell()).toBe(0);
    await pool.query("UPDATE guardian_invites SET seen_at = now() WHERE account_id = $1 AND name = 'Bea'", [id]);
    await pool.query("SELECT elapse($1, $2)", [id, silence + 60]);
    expect(await tell()).toBe(1);
    expect(await titles()).toEqual(["Bea", "Bea", "Cy"]);
    await waitFor(() =>
      toMia().filter(({ text }) => text.includes("Bea gave no sign")).length === 2 ? true : undefined,
    );
    expect(toMia().filter(({ text }) => text.includes("Cy gave no sign"))).toHaveLength(1);
    // Another list is in force.
    await pool.query(
      "INSERT INTO first_guardians (account_id, config, owner_signature) VALUES ($1, $2, decode(repeat('00', 52), 'hex'))",
      [id, JSON.stringify({ threshold: 1, commitments: [] })],
    );
    await pool.query("UPDATE guardian_invites SET seen_at = now() WHERE account_id = $1", [id]);
    await pool.query("SELECT elapse($1, $2)", [id, silence + 60]);
    expect(await tell()).toBe(0);
  });
});

describe("alarms by web push", () => {
  test("behavior: encrypted for the browser, signed by the service, gone when the browser is", async () => {
    const device = await service.createDevice();
    const { accountId } = device.account;
    const path = `/accounts/${accountId}/channels`;
    const push = await startPushService();
    try {
      const { pushKey } = await device.must<Channels>("GET", path);
      const channel = { kind: "push", name: "Chromium", subscription: push.subscription };
      const { channelId, isConfirmed } = await add(device, channel);
      expect(isConfirmed).toBe(true);
      await device.must("POST", `${path}/test`);
      const message = await waitFor(() => push.received.find(({ text }) => text.includes("This is a test")));
      expect(message.vapidKey).toBe(pushKey);
      expect(message.claims.aud).toBe(new URL(push.subscription.endpoint).origin);
      expect(message.headers).toMatchObject({ "content-encoding": "aes128gcm", urgency: "high" });
      expect(JSON.parse(message.text)).toMatchObject({ title: "This is a test", url: "/alarms" });

      // Five an hour: a lost session is no way to flood its owner.
      const answers = await Promise.all(Array.from({ length: 6 }, () => device.call("POST", `${path}/test`)));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(4);
      const refused = answers.find(({ ok }) => !ok);
      expect([refused?.status, Number(refused?.headers.get("retry-after")) > 3500]).toEqual([429, true]);
      const texts = await Promise.all(
        [service.cosigner, second].map(async ({ url }) => (await fetch(`${url}/metrics`)).text()),
      );
      expect(texts.join("\n")).toMatch(/^tandem_deliveries_total\{kind="push",outcome="sent"\} [1-9]/m);

      // Removed by the owner: that place is told last.
      const proof = await prove(device, "remove-channel", { channelId });
      await device.must("POST", `${path}/${channelId}/remove`, { proof });
      await waitFor(() => push.received.find(({ text }) => text.includes("no longer go")));

      await add(device, channel);
      push.answer(410);
      await raise(accountId, "recovery-started");
      for (let tries = 0; tries < 50; tries++) {
        if ((await device.must<Channels>("GET", path)).channels.length === 0) break;
        await wait(100);
      }
      expect((await device.must<Channels>("GET", path)).channels).toEqual([]);
    } finally {
      await push.stop();
    }
  });
});

describe("synchronised data", () => {
  test("behavior: compare-and-set on the version; up to 256 kB, and not a byte more", async () => {
    const device = await service.createDevice();
    const path = `/accounts/${device.account.accountId}/sync`;
    expect(await device.must<SyncBlob>("GET", path)).toEqual({ version: 0, sealed: null });
    const large = randomBytes(262_144).toString("base64url");
    expect(await device.must("PUT", path, { version: 0, sealed: large })).toEqual({ version: 1 });
    expect(await device.must<SyncBlob>("GET", path)).toEqual({ version: 1, sealed: large });
    const small = randomBytes(64).toString("base64url");
    const writes = await Promise.all(
      Array.from({ length: 6 }, () => device.call("PUT", path, { version: 1, sealed: small })),
    );
    expect(writes.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    const over = randomBytes(262_145).toString("base64url");
    expect((await device.call("PUT", path, { version: 2, sealed: over })).status).toBe(400);
    expect((await device.call("PUT", path, { version: 2, sealed: randomBytes(4).toString("base64url") })).status).toBe(
      400,
    );
    const stranger = await service.createDevice();
    expect((await stranger.call("GET", path)).status).toBe(404);
  });
});

describe("the chain watcher", () => {
  test("behavior: tells the owner at once and once, keeps the owner key, also when blocks are read again", async () => {
    const device = await service.createDevice();
    const { accountId } = device.account;
    const { client, deployment } = service.chain;
    const { factory, core } = deployment;
    // An account whose key this test holds stands in for the device's.
    const signers = [createLocalSigner(() => address), createLocalSigner(() => address)] as const;
    const birthKey = signers[0].publicKey;
    const address = getAccountAddress({ factory, core, birthKey });
    const { pool } = service.database;
    await pool.query("UPDATE accounts SET address = $2 WHERE account_id = $1", [
      hexToBytes(accountId),
      hexToBytes(address),
    ]);
    const account = getRole("faucet").account;
    const create = { address: factory, abi: accountFactoryAbi, functionName: "createAccount" } as const;
    await client.waitForTransactionReceipt({
      hash: await client.writeContract({ ...create, account, args: [birthKey, zeroHash, zeroHash, []] }),
    });
    const newOwner = signers[1].publicKey;
    const proof = signers[1].signDigest(
      hashRecoveryMessage(address, { primaryType: "InstallOwner", message: { newOwner } }),
    );
    const message = { newOwner, ownerEpoch: 0n };
    const signature = signers[0].signDigest(hashRecoveryMessage(address, { primaryType: "RotateOwner", message }));
    const rotate = { address, abi: accountAbi, functionName: "rotateOwner" } as const;
    const hash = await client.writeContract({ ...rotate, account, args: [newOwner, proof, signature] });
    const { blockNumber } = await client.waitForTransactionReceipt({ hash });

    const list = () => device.must<Alarms>("GET", `/accounts/${accountId}/alarms`);
    const told = async () => (await list()).alarms.filter(({ kind }) => kind === "owner-rotated");
    for (let tries = 0; tries < 100 && (await told()).length === 0; tries++) await wait(100);
    expect((await told())[0]?.facts).toMatchObject({ newOwner, ownerEpoch: 1, transactionHash: hash });
    const settled = () =>
      pool.query("SELECT owner, owner_epoch FROM account_chains WHERE account_id = $1", [hexToBytes(accountId)]);
    for (let tries = 0; tries < 100 && (await settled()).rows.length === 0; tries++) await wait(100);
    expect((await settled()).rows).toMatchObject([{ owner: Buffer.from(hexToBytes(newOwner)), owner_epoch: "1" }]);

    // As after a crash before the mark was moved, and on the other server.
    await pool.query("UPDATE chains SET block_number = $1", [Number(blockNumber) - 1]);
    await pool.query("UPDATE chain_heads SET block_number = $1", [Number(blockNumber) - 1]);
    await client.mine({ blocks: 2 });
    await wait(1500);
    expect(await told()).toHaveLength(1);
  });
});

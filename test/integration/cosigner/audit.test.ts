import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { LogAlarmError, type LogAlarmKind, type StoredAccount } from "@tandem/client";
import {
  type Decisions,
  formatTilePath,
  hashDecision,
  hashLeaf,
  openCheckpoint,
  openTree,
  type Tile,
  verifyConsistency,
  verifyInclusion,
  verifyKeyDocument,
  verifyLogPromise,
} from "@tandem/protocol";
import { type Address, bytesToHex, type Hex, hexToBytes } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cosign, createDevice, createOperation, type Device } from "./support/createDevice.ts";
import { createWallet, type Wallet } from "./support/createWallet.ts";
import { type Entry, naiveRoot, readEntries, readLogKey, rewriteLog } from "./support/rewriteLog.ts";
import { type CosignerProcess, origin, writeChainsFile } from "./support/startCosigner.ts";
import { findFreePort } from "./support/startDatabase.ts";
import { startService, type TestService } from "./support/startService.ts";

const recipient: Address = "0x00000000000000000000000000000000000000aa";

let service: TestService;
let server: CosignerProcess;
let url: string;
let environment: Record<string, string>;

beforeAll(async () => {
  service = await startService();
  // One address for all servers that follow each other.
  environment = { PORT: String(await findFreePort()) };
  await service.cosigner.stop();
  server = await service.startServer(environment);
  url = server.url;
});
afterAll(() => service?.stop());

const fetchLog = async (path: string, at = url) => fetch(`${at}/v1/log/${path}`);
const logKeys = () =>
  service.config.keys
    .filter(({ purpose }) => purpose === "log")
    .map((document) =>
      verifyKeyDocument({ document, identity: service.config.identity, purpose: "log", nowMs: Date.now() }),
    );

/** The log as any monitor reads it, proofs built from tiles. */
async function readLog(at = url) {
  const checkpoint = openCheckpoint({
    note: await (await fetchLog("checkpoint", at)).text(),
    publicKeys: logKeys(),
  });
  const readTile = async (tile: Tile) => {
    const response = await fetchLog(`tile/${formatTilePath(tile)}`, at);
    expect(response.status, formatTilePath(tile)).toBe(200);
    return new Uint8Array(await response.arrayBuffer());
  };
  return { ...checkpoint, tree: openTree({ size: checkpoint.size, readTile }) };
}

const inLog = async (decisionId: string) => {
  for (let tries = 0; tries < 60; tries++) {
    const { rows } = await service.database.pool.query<{ index: number }>(
      "SELECT log_index::int AS index FROM log_entries WHERE decision_id = $1",
      [decisionId],
    );
    if (rows[0]) return rows[0].index;
    await wait(50);
  }
  throw new Error("not sequenced");
};

const sign = async (device: Device, nonce: bigint) => {
  const request = createOperation(device, service.chainConfig, { calls: [{ to: recipient, value: 1n }], nonce });
  const { answer } = await cosign(device, request);
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
  return answer.value;
};

describe("the log of the service", () => {
  it("behavior: a decision is promised with its answer and in the log within a second", async () => {
    const device = await createDevice(() => url, service.config);
    const before = Date.now();
    const { receipt } = await sign(device, 1n << 64n);
    const leaf = hexToBytes(receipt.leaf);
    verifyLogPromise({ leaf, promise: receipt.promise, publicKeys: logKeys() });
    expect(receipt.promise.sequencedBefore).toBeGreaterThanOrEqual(before + 9_000);
    expect(receipt.promise.sequencedBefore).toBeLessThanOrEqual(Date.now() + 10_000);

    const signedAt = performance.now();
    await inLog(receipt.decisionId);
    expect(performance.now() - signedAt).toBeLessThan(1000);

    await wait(250);
    const log = await readLog();
    const path = `/accounts/${device.account.accountId}/decisions`;
    const { items } = await device.must<Decisions>("GET", path);
    const decision = items.find(({ leaf }) => leaf === receipt.leaf)!;
    const { salt, entry, index = -1 } = decision;
    expect(hashDecision({ salt: hexToBytes(salt), entry })).toEqual(leaf);
    expect(JSON.parse(entry)).toMatchObject({ account: device.account.accountId });
    const proof = await log.tree.proveInclusion(index);
    expect(verifyInclusion({ leafHash: hashLeaf(leaf), index, size: log.size, root: log.root, proof })).toBe(true);
  });

  it("behavior: refusals are leaves too, and decisions of others are not shown", async () => {
    const device = await createDevice(() => url, service.config);
    const other = await createDevice(() => url, service.config);
    const request = createOperation(device, service.chainConfig, { calls: [{ to: recipient, value: 10n ** 30n }] });
    const { answer } = await cosign(device, request);
    expect(answer.ok).toBe(false);
    const path = `/accounts/${device.account.accountId}/decisions`;
    const { items } = await device.must<Decisions>("GET", path);
    expect(items.map(({ kind }) => kind)).toEqual(["deny"]);
    await inLog(items[0]!.decisionId);
    expect((await other.call("GET", path)).status).toBe(404);
    expect((await fetch(`${url}/v1${path}`)).status).toBe(400);
  });

  it("behavior: decisions come in pages, newest first, without a gap", async () => {
    const device = await createDevice(() => url, service.config);
    const accountId = Buffer.from(device.account.accountId.slice(2), "hex");
    await service.database.pool.query(
      "SELECT append_decision($1, 'allow', sha256(n::text::bytea), jsonb_build_object('n', n)) FROM generate_series(1, 120) n",
      [accountId],
    );
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const query: string = cursor === undefined ? "" : `?cursor=${cursor}`;
      const page = await device.must<Decisions>("GET", `/accounts/${device.account.accountId}/decisions${query}`);
      seen.push(...page.items.map(({ entry }) => (JSON.parse(entry) as { n: number }).n));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(Array.from({ length: 120 }, (_, i) => 120 - i));
  });

  it("behavior: two servers sequence together: every decision once, all checkpoints consistent", async () => {
    const second = await service.startServer();
    const first = await readLog();
    const count = 700;
    const checkpoints = [first];
    const writing = Promise.all(
      Array.from({ length: count }, (_, n) =>
        service.database.pool.query("SELECT append_decision($1, 'allow', $2, jsonb_build_object('n', $3::int))", [
          Buffer.alloc(16, 1),
          randomBytes(32),
          n,
        ]),
      ),
    );
    let last = first;
    while (last.size < first.size + count) {
      await wait(100);
      last = await readLog(checkpoints.length % 2 === 0 ? url : second.url);
      checkpoints.push(last);
    }
    await writing;
    for (const from of checkpoints) {
      const [low, high] = from.size <= last.size ? [from, last] : [last, from];
      const proof = await high.tree.proveConsistency(low.size);
      expect(verifyConsistency({ from: low, to: high, proof })).toBe(true);
    }
    const entries = await readEntries(service.database.pool);
    const { rows } = await service.database.pool.query<{ count: number }>("SELECT count(*)::int FROM decisions");
    expect(new Set(entries.map(({ decision_id }) => decision_id)).size).toBe(rows[0]!.count);
    const hashes = entries.map(({ entry }) => Buffer.from(hashLeaf(entry)));
    expect(bytesToHex(naiveRoot(hashes.slice(0, last.size)))).toBe(bytesToHex(last.root));
    await second.stop();
  });

  it("behavior: killed at any moment it loses, doubles and reorders nothing", async () => {
    const victim = await service.startServer();
    const before = await readLog();
    const append = () =>
      service.database.pool.query(
        "SELECT append_decision($1, 'allow', sha256(random()::text::bytea), '{}') FROM generate_series(1, 300)",
        [Buffer.alloc(16, 2)],
      );
    await append();
    await wait(Math.random() * 300);
    await victim.kill();
    await append();
    await wait(1000);
    const after = await readLog();
    expect(after.size).toBeGreaterThanOrEqual(before.size + 600);
    const proof = await after.tree.proveConsistency(before.size);
    expect(verifyConsistency({ from: before, to: after, proof })).toBe(true);
    const { rows } = await service.database.pool.query<{ left: number; double: number }>(
      `SELECT (SELECT count(*)::int FROM log_queue) AS left,
        (SELECT count(*)::int FROM (SELECT FROM log_entries GROUP BY decision_id HAVING count(*) > 1) AS twice) AS double`,
    );
    expect(rows[0]).toEqual({ left: 0, double: 0 });
  });

  it("behavior: serves tiles and bundles of entries as tlog-tiles says, and nothing else", async () => {
    const { size } = await readLog();
    expect(size).toBeGreaterThan(512);
    const full = await fetchLog("tile/0/000");
    expect([full.headers.get("content-type"), (await full.arrayBuffer()).byteLength]).toEqual([
      "application/octet-stream",
      8192,
    ]);
    expect((await fetchLog("tile/0/000.p/255")).headers.get("cache-control")).toBe("no-cache");
    const bundle = Buffer.from(await (await fetchLog("tile/entries/000.p/2")).arrayBuffer());
    expect([bundle.length, bundle.readUInt16BE(0), bundle.readUInt16BE(34)]).toEqual([68, 32, 32]);
    const level1 = new Uint8Array(await (await fetchLog("tile/1/000.p/2")).arrayBuffer());
    expect(level1.length).toBe(64);
    for (const path of ["0/999", "0/0", "2/000", "entries/999", "0/000.p/0", "0/000/", "64/000"]) {
      expect((await fetchLog(`tile/${path}`)).status, path).toBe(404);
    }
    const checkpoint = await fetchLog("checkpoint");
    expect(checkpoint.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect((await checkpoint.text()).split("\n")[0]).toBe(`${new URL(origin).host}/v1/log`);
  });
});

describe("the wallet and the log", () => {
  type Story = { readonly wallet: Wallet; readonly account: StoredAccount };

  async function startStory(): Promise<Story> {
    const wallet = createWallet({ getUrl: () => url, rpcUrl: service.chain.rpcUrl });
    const account = await wallet.client.createAccount({ name: "Audit" });
    await wallet.client.signMessage({ accountId: account.accountId, chainId: 31337, message: "first" });
    await wait(600);
    expect(await wallet.client.checkLog()).toMatchObject({ state: "verified", pending: 0, included: 1 });
    return { wallet, account };
  }

  const signMore = ({ wallet, account }: Story, message: string) =>
    wallet.client.signMessage({ accountId: account.accountId, chainId: 31337, message });

  /** Stops the service, does something to its log behind its back, and starts it as a dishonest operator would. */
  async function tamper(change: (entries: readonly Entry[]) => readonly Entry[]): Promise<void> {
    await server.stop();
    const { pool } = service.database;
    await rewriteLog(pool, change(await readEntries(pool)), readLogKey(service.directory));
    rmSync(join(service.directory, "keys/log.checkpoint"));
    server = await service.startServer(environment);
  }

  async function expectAlarm({ wallet }: Story, kind: LogAlarmKind): Promise<void> {
    const error: unknown = await wallet.client.checkLog().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LogAlarmError);
    expect((error as LogAlarmError).logAlarm.kind).toBe(kind);
    // It stays, also for the next page, and the same alarm is not written twice.
    await wallet.client.checkLog().catch(() => undefined);
    const status = await wallet.reload().client.getLogStatus();
    expect(status.state).toBe("alarm");
    expect(status.alarms.filter((alarm) => alarm.kind === kind).length).toBe(1);
  }

  it("behavior: the first checkpoint is taken on trust, what follows is verified", async () => {
    const story = await startStory();
    const { client } = story.wallet;
    const before = await client.getLogStatus();
    expect(before.first).toEqual(before.latest);
    await signMore(story, "second");
    expect((await client.getLogStatus()).pending).toBe(1);
    await wait(600);
    const after = await client.checkLog();
    expect(after).toMatchObject({ state: "verified", pending: 0, included: 2, alarms: [], events: [] });
    expect(after.first).toEqual(before.first);
    expect(after.latest!.size).toBeGreaterThan(before.latest!.size);

    const { items } = await client.getDecisions({ accountId: story.account.accountId });
    expect(items.length).toBe(2);
    expect(items.map(({ proof }) => proof)).toEqual(["proven", "proven"]);
    // A place where it is not, or none at all long after, is no proof.
    const proofsWith = async (index: number | undefined) => {
      const onResponse = async (path: string, response: Response) => {
        if (!path.includes("/decisions")) return response;
        const answer = (await response.json()) as Decisions;
        return Response.json({ items: answer.items.map((item) => ({ ...item, index, timestamp: 0 })) });
      };
      const { client } = story.wallet.reload({ onResponse });
      return (await client.getDecisions({ accountId: story.account.accountId })).items.map(({ proof }) => proof);
    };
    expect(await proofsWith(0)).toEqual(["missing", "missing"]);
    expect(await proofsWith(undefined)).toEqual(["missing", "missing"]);
    expect(await proofsWith(after.latest!.size)).toEqual(["waiting", "waiting"]);

    await client.removeAccount({ accountId: story.account.accountId });
    expect(await client.getLogStatus()).toMatchObject({ state: "unseen", pending: 0 });
  });

  it("S73: a rewritten leaf is an alarm", async () => {
    const story = await startStory();
    await tamper((entries) => [
      ...entries.map((entry, index) => (index === 3 ? { ...entry, entry: randomBytes(32) } : entry)),
      { decision_id: null, entry: randomBytes(32) },
    ]);
    await expectAlarm(story, "rewritten");
    const [alarm] = (await story.wallet.client.getLogStatus()).alarms;
    for (const note of [alarm!.evidence.known!, alarm!.evidence.shown!]) {
      expect(openCheckpoint({ note, publicKeys: logKeys() }).origin).toBe(`${new URL(origin).host}/v1/log`);
    }
  });

  it("S73: an own decision that was rewritten before it was seen is an alarm", async () => {
    const story = await startStory();
    await signMore(story, "to be changed");
    await wait(600);
    await tamper((entries) => entries.with(-1, { ...entries.at(-1)!, entry: randomBytes(32) }));
    await expectAlarm(story, "rewritten");
  });

  it("S73: a fork, another log of the same size, is an alarm", async () => {
    const story = await startStory();
    await tamper((entries) => entries.with(-1, { ...entries.at(-1)!, entry: randomBytes(32) }));
    await expectAlarm(story, "forked");
  });

  it("S73: a truncated log is an alarm, also when it has grown again", async () => {
    const story = await startStory();
    const late = await startStory();
    await tamper((entries) => entries.slice(0, -1));
    await expectAlarm(late, "rolled-back");
    await tamper((entries) => [
      ...entries,
      ...Array.from({ length: 5 }, () => ({ decision_id: null, entry: randomBytes(32) })),
    ]);
    await expectAlarm(late, "rewritten");
    // Who saw only what was kept has nothing to complain of.
    expect((await story.wallet.client.checkLog()).alarms).toEqual([]);
  });

  it("S73: a rolled-back view is an alarm even when every tile is still there", async () => {
    const story = await startStory();
    const old = await (await fetchLog("checkpoint")).text();
    await signMore(story, "more");
    await wait(600);
    await story.wallet.client.checkLog();
    const onResponse = (path: string, response: Response) =>
      path.endsWith("/checkpoint") ? new Response(old) : response;
    const wallet = story.wallet.reload({ onResponse });
    await expectAlarm({ ...story, wallet }, "rolled-back");
  });

  it("S73: a wrong signature is an alarm", async () => {
    const story = await startStory();
    const onResponse = async (path: string, response: Response) => {
      if (!path.endsWith("/checkpoint")) return response;
      const [origin, size, ...rest] = (await response.text()).split("\n");
      return new Response([origin, Number(size) + 1, ...rest].join("\n"));
    };
    const wallet = story.wallet.reload({ onResponse });
    await expectAlarm({ ...story, wallet }, "signature");
  });

  it("S73: a log under another name is an alarm", async () => {
    const story = await startStory();
    await service.database.pool.query("UPDATE log_state SET origin = 'other.example/v1/log'");
    await tamper((entries) => entries);
    await expectAlarm(story, "other-log");
    await service.database.pool.query("UPDATE log_state SET origin = $1", [`${new URL(origin).host}/v1/log`]);
    await tamper((entries) => entries);
  });

  it("S73: a broken promise is an alarm, after its time and not before", async () => {
    const story = await startStory();
    await signMore(story, "to be left out");
    const { pool } = service.database;
    await wait(600);
    await tamper((entries) => entries.slice(0, -1));
    // Nothing is owed yet, and the log extends what was verified before.
    expect(await story.wallet.client.checkLog()).toMatchObject({ pending: 1, alarms: [] });
    const later = story.wallet.reload({ now: () => Date.now() + 20_000 });
    await expectAlarm({ ...story, wallet: later }, "promise-broken");
    const [alarm] = (await later.client.getLogStatus()).alarms;
    const { leaf, promise } = alarm!.evidence;
    verifyLogPromise({ leaf: hexToBytes(leaf!), promise: promise!, publicKeys: logKeys() });
    await pool.query("DELETE FROM log_queue");
  });

  it("S73: a signature without the log's promise is not used", async () => {
    const story = await startStory();
    const onResponse = async (path: string, response: Response) => {
      if (!path.endsWith("/signatures")) return response;
      const answer = (await response.json()) as { receipt: { promise: { signature: Hex } } };
      answer.receipt.promise.signature = bytesToHex(randomBytes(64));
      return Response.json(answer);
    };
    const wallet = story.wallet.reload({ onResponse });
    await expect(signMore({ ...story, wallet }, "x")).rejects.toThrow(/promise/);
    expect((await story.wallet.client.getLogStatus()).pending).toBe(0);
  });

  it("behavior: an outage is no alarm, and what was promised is looked for later", async () => {
    const story = await startStory();
    await signMore(story, "before the outage");
    await server.kill();
    await expect(story.wallet.client.checkLog()).rejects.toThrow(/cannot be reached/);
    expect(await story.wallet.client.getLogStatus()).toMatchObject({ state: "verified", pending: 1 });
    server = await service.startServer(environment);
    // Long after the promise: the service has sequenced before it answers anybody.
    const later = story.wallet.reload({ now: () => Date.now() + 20_000 });
    expect(await later.client.checkLog()).toMatchObject({ state: "verified", pending: 0, included: 2 });
  });

  it("S73: a restored database is fenced until it is declared; declared it is an event and no alarm", async () => {
    const kept = await startStory();
    const { pool } = service.database;
    const backup = await readEntries(pool);
    const lost = await startStory();
    await signMore(lost, "lost with the database");
    await wait(600);
    await readLog();
    await server.stop();
    const note = readFileSync(join(service.directory, "keys/log.checkpoint"), "utf8");
    const published = openCheckpoint({ note, publicKeys: logKeys() });
    expect(published.size).toBe(backup.length + 2);
    await rewriteLog(pool, backup, readLogKey(service.directory));
    await pool.query("DELETE FROM decisions WHERE decision_id > $1", [backup.at(-1)!.decision_id]);

    await expect(service.startServer(environment)).rejects.toThrow(/does not extend the checkpoint.*declare-restore/s);
    const declare = () =>
      JSON.parse(
        execFileSync(process.execPath, [service.bundle!.script, "declare-restore"], {
          encoding: "utf8",
          env: {
            PATH: process.env.PATH,
            DATABASE_URL: service.database.url,
            TANDEM_ORIGINS: origin,
            TANDEM_RP_ID: "localhost",
            TANDEM_CHAINS_FILE: writeChainsFile(service.directory, service.chain),
            TANDEM_KEYS_DIR: join(service.directory, "keys"),
            LOG_LEVEL: "silent",
          },
          stdio: ["ignore", "pipe", "pipe"],
        }),
      ) as unknown;
    expect(declare()).toEqual({ epoch: 2, keptEntries: backup.length, publishedEntries: published.size });
    expect(declare).toThrow(/nothing to declare/);
    server = await service.startServer(environment);

    const status = await lost.wallet.client.checkLog();
    expect(status).toMatchObject({ state: "verified", pending: 0, alarms: [] });
    expect(status.events).toMatchObject([
      { kind: "restore", keptEntries: backup.length, publishedEntries: published.size },
    ]);
    expect(status.events[0]!.lostLeaves.length).toBe(1);
    // Whoever saw only what was kept sees a log that has grown.
    expect(await kept.wallet.client.checkLog()).toMatchObject({ state: "verified", alarms: [], events: [] });
    await signMore(kept, "life goes on");
    await wait(600);
    expect(await kept.wallet.client.checkLog()).toMatchObject({ pending: 0, alarms: [] });

    // The record explains this loss, and not the next one.
    await tamper((entries) => entries.slice(0, -1));
    await expectAlarm(kept, "rolled-back");
  });

  it("S73: a restore that nobody signed, or that is not in the log, explains nothing", async () => {
    const story = await startStory();
    await tamper((entries) => entries.slice(0, -1));
    const onResponse = async (path: string, response: Response) => {
      if (!path.endsWith("/restores")) return response;
      const { items } = (await response.json()) as { items: { index: number; note: string }[] };
      const { size } = await readLog();
      const forged = items.map(({ note }) => ({ index: size - 1, note: note.replace(/\n\d+\n/, `\n${size - 1}\n`) }));
      return Response.json({ items: [...items, ...forged] });
    };
    await expectAlarm({ ...story, wallet: story.wallet.reload({ onResponse }) }, "rolled-back");
  });

  it("S73: a database rolled back under a running service: it publishes and writes nothing more", async () => {
    const { pool } = service.database;
    await readLog();
    const entries = await readEntries(pool);
    await rewriteLog(pool, entries.slice(0, -2), readLogKey(service.directory));
    await wait(300);
    const refused = await fetchLog("checkpoint");
    expect(refused.status).toBe(503);
    await pool.query("SELECT append_decision($1, 'allow', $2, '{}')", [Buffer.alloc(16, 3), randomBytes(32)]);
    await wait(600);
    expect((await readEntries(pool)).length).toBe(entries.length - 2);
    expect(readFileSync(server.logFile, "utf8")).toMatch(/rolled back/);
    const note = readFileSync(join(service.directory, "keys/log.checkpoint"), "utf8");
    writeFileSync(join(service.directory, "keys/log.checkpoint"), note.replace("localhost", "elsewhere"));
    await server.stop();
    await expect(service.startServer(environment)).rejects.toThrow(/damaged, or of a log with other keys/);
  });
});

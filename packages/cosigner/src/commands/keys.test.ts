import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { followsIdentity, hexToBytes, verifyKeyDocument } from "@tandem/protocol";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { ensureLocalKeys, type KeyPurpose, keyPurposes, loadServiceKeys, openShare, sealShare } from "../keys/index.ts";
import { retireKey, revokeKey, rotateKey } from "./keyDirectory.ts";
import { runKeysCommand } from "./runKeysCommand.ts";

const base = mkdtempSync(join(tmpdir(), "tandem-keys-command-"));
let directory: string;
let count = 0;
beforeEach(async () => {
  directory = join(base, String(count++));
  await ensureLocalKeys({ directory });
});
afterAll(() => rmSync(base, { recursive: true }));

const startMs = Date.parse("2026-01-01T00:00:00Z");
const rotate = (purpose: KeyPurpose, afterSeconds: number, nowMs = startMs) =>
  rotateKey({ directory, purpose, afterSeconds, nowMs });
const retire = (purpose: KeyPurpose, version: number, nowMs = startMs) =>
  retireKey({ directory, purpose, version, nowMs });
const revoke = (purpose: KeyPurpose, version: number, atMs = startMs) =>
  revokeKey({ directory, purpose, version, nowMs: atMs, atMs, reason: "stolen" });

/** The keys of a service whose clock the test moves. */
async function load() {
  const clock = { nowMs: startMs };
  const keys = await loadServiceKeys({ directory, mode: "local", now: () => clock.nowMs });
  return { keys, clock };
}

const run = async (...args: string[]) => {
  const lines: string[] = [];
  await runKeysCommand(args, { TANDEM_KEYS_DIR: directory }, (line) => lines.push(line));
  return lines;
};

describe("rotateKey", () => {
  it("S68: overlap exact: the next version is known at once and used from its second on, for every key", async () => {
    for (const purpose of keyPurposes) await rotate(purpose, 10);
    const { keys, clock } = await load();
    const versions = () => new Set(keys.versions().values());
    expect(versions()).toEqual(new Set([1]));
    const published = () => keys.documents.map(({ purpose, version }) => `${purpose}.v${version}`).sort();
    const both = ["hpke.v1", "hpke.v2", "log.v1", "log.v2", "time.v1", "time.v2"];
    expect(published()).toEqual(both);
    const [identity, logKey] = [keys.identity, keys.log.publicKey];

    clock.nowMs = startMs + 9_999;
    expect(versions()).toEqual(new Set([1]));
    clock.nowMs = startMs + 10_000;
    expect(versions()).toEqual(new Set([2]));
    expect(published()).toEqual(both);
    expect(keys.identity).not.toBe(identity);
    expect(keys.log.publicKey).not.toEqual(logKey);
    expect(keys.log.publicKeys).toContainEqual(logKey);
    expect(keys.paymaster.map(({ version }) => version)).toEqual([2, 1]);
    expect(keys.relay.map(({ version }) => version)).toEqual([2, 1]);
    expect(keys.webPush.map(({ publicKey }) => publicKey.length)).toEqual([65, 65]);
    // Documents are signed by the identity that is in use, which follows from the one before.
    for (const document of keys.documents) {
      verifyKeyDocument({ document, identity: keys.identity, purpose: document.purpose, nowMs: clock.nowMs });
    }
    expect(followsIdentity({ from: identity, to: keys.identity, successions: keys.successions })).toBe(true);
  });

  it("behavior: what an older version made still counts", async () => {
    const { keys, clock } = await load();
    const context = { accountId: new Uint8Array(16), publicKey: new Uint8Array(32), keyEpoch: 1 };
    const sealed = await sealShare(keys.kek, new Uint8Array(32).fill(7), context);
    const hpke = keys.hpke.document;
    const logKey = keys.log.publicKey;
    await rotate("kek", 0);
    await rotate("hpke", 0);
    await rotate("log", 0);
    await retire("kek", 1);
    await retire("hpke", 1);
    await retire("log", 1);
    await keys.reload();
    clock.nowMs++;
    expect((await openShare(keys.kek, sealed, context))[0]).toBe(7);
    expect((await sealShare(keys.kek, new Uint8Array(32), context)).kekVersion).toBe(2);
    expect(keys.hpke.document.version).toBe(2);
    expect(keys.hpke.publicKey(1)).toEqual(hexToBytes(hpke.publicKey));
    expect(keys.hpke.privateKey(1)).toBeDefined();
    expect(keys.log.publicKeys).toContainEqual(logKey);
    // Nobody needs the public half of a key that nothing new is sealed to.
    const published = keys.documents.map(({ purpose, version }) => `${purpose}.v${version}`);
    expect(published.sort()).toEqual(["hpke.v2", "log.v1", "log.v2", "time.v1"]);
  });

  it("behavior: many at once make one version each", async () => {
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => rotate("log", 0)));
    const made = all.filter(({ status }) => status === "fulfilled").length;
    expect(made).toBeGreaterThan(0);
    expect(readdirSync(directory).filter((name) => name.startsWith("log.v")).length).toBe(1 + made);
    for (const result of all) if (result.status === "rejected") expect(String(result.reason)).toMatch(/at work/);
  });
});

describe("retireKey", () => {
  it("error: the only active key, and one that is not there", async () => {
    await expect(retire("log", 1)).rejects.toThrow(/only active log key/);
    await rotate("log", 60);
    await expect(retire("log", 1)).rejects.toThrow(/only active log key/);
    await retire("log", 1, startMs + 60_000);
    await expect(retire("log", 7)).rejects.toThrow(/no log\.v7/);
  });
});

describe("revokeKey", () => {
  it("S68: a revoked key opens nothing, signs nothing and is shown to nobody; the next version is there at once", async () => {
    const { keys, clock } = await load();
    const context = { accountId: new Uint8Array(16), publicKey: new Uint8Array(32), keyEpoch: 1 };
    const sealed = await sealShare(keys.kek, new Uint8Array(32), context);
    const [logKey, paymaster] = [keys.log.publicKey, keys.paymaster[0]?.account.address];
    for (const purpose of keyPurposes) expect(await revoke(purpose, 1, startMs + 5000)).toMatchObject({ version: 2 });
    await keys.reload();
    clock.nowMs = startMs + 4999;
    expect((await openShare(keys.kek, sealed, context)).length).toBe(32);
    clock.nowMs = startMs + 5000;
    await expect(openShare(keys.kek, sealed, context)).rejects.toThrow(/cannot be opened/);
    expect(keys.hpke.privateKey(1)).toBeUndefined();
    expect(keys.hpke.publicKey(1)).toBeUndefined();
    expect(keys.log.publicKeys).not.toContainEqual(logKey);
    expect(keys.log.allPublicKeys).toContainEqual(logKey);
    expect(keys.paymaster.map(({ account }) => account.address)).not.toContain(paymaster);
    expect(keys.documents.map(({ version }) => version)).toEqual([2, 2, 2]);
    expect(new Set(keys.versions().values())).toEqual(new Set([2]));
  });
});

describe("runKeysCommand", () => {
  it("behavior: status says of each key what it is and since when", async () => {
    expect(await run("rotate", "log", "--after", "0")).toEqual([
      expect.stringMatching(/^log\.v2 made, in use from /),
      "Then: keys retire log.v1",
      "This stands in no audit log. DATABASE_URL is not set.",
    ]);
    await run("retire", "log.v1");
    await run("revoke", "time.v1", "--reason", "laptop stolen", "--after", "0");
    const lines = await run("status");
    expect(lines).toContainEqual(expect.stringMatching(/^\* log\.v2 +active +since 20/));
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}log\.v1 +retired +since 20/));
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}time\.v1 +revoked +since .* laptop stolen$/));
    expect(lines).toContainEqual(expect.stringMatching(/^\* kek\.v1 +active +since its creation/));
    const [json = ""] = await run("status", "--json");
    expect(JSON.parse(json)).toContainEqual(expect.objectContaining({ key: "time.v2", isInUse: true }));
    // No secret is ever printed.
    for (const file of readdirSync(directory).filter((name) => /\.v\d+\.json$/.test(name))) {
      const { secret } = JSON.parse(readFileSync(join(directory, file), "utf8")) as { secret: string };
      expect(lines.join() + json).not.toContain(secret.slice(2));
    }
    expect(statSync(join(directory, "states.json")).mode & 0o777).toBe(0o600);
  });

  it("error: says how it is used, and touches nothing", async () => {
    for (const args of [
      [],
      ["dance"],
      ["rotate"],
      ["rotate", "x"],
      ["retire", "log"],
      ["rotate", "log", "--after", "-1"],
    ]) {
      await expect(run(...args)).rejects.toThrow(/Usage|Name the key|seconds/);
    }
    expect(readdirSync(directory)).not.toContain("states.json");
    writeFileSync(join(directory, "states.json"), '{"format":1,"keys":{"log.v1":{"activeFrom":"yesterday"}}}');
    await expect(load()).rejects.toThrow(/states\.json is damaged/);
  });
});

import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyKeyDocument } from "@tandem/protocol";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { StartupError } from "../errors.ts";
import { assertCommitments } from "./computeShare.ts";
import { createKek, createLocalKek, UnwrapError } from "./kek.ts";
import { openShare, sealShare } from "./sealedShare.ts";
import { ensureLocalKeys, loadServiceKeys } from "./serviceKeys.ts";

const base = mkdtempSync(join(tmpdir(), "tandem-keys-"));
let directory: string;
let count = 0;
beforeEach(() => {
  directory = join(base, String(count++));
});
afterAll(() => rmSync(base, { recursive: true }));

const load = (mode: "local" | "production" = "local") => loadServiceKeys({ directory, mode, now: Date.now });

describe("ensureLocalKeys", () => {
  it("behavior: makes private files once, also when called many times at once", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => ensureLocalKeys({ directory })));
    expect(new Set(all.map((keys) => JSON.stringify(keys))).size).toBe(1);
    const files = readdirSync(directory);
    expect(files.sort()).toEqual([
      "hpke.v1.json",
      "identity.v1.json",
      "kek.v1.json",
      "log.v1.json",
      "paymaster.v1.json",
      "relay.v1.json",
      "time.v1.json",
      "webpush.v1.json",
    ]);
    for (const file of files) expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
  });
});

describe("loadServiceKeys", () => {
  it("behavior: signs its key documents with the identity", async () => {
    const { identity, paymasterSigner } = await ensureLocalKeys({ directory });
    const keys = await load();
    expect(keys.identity).toBe(identity);
    expect(keys.paymaster[0]?.account.address).toBe(paymasterSigner);
    for (const document of keys.documents) {
      const { purpose } = document;
      expect(verifyKeyDocument({ document, identity, purpose, nowMs: Date.now() }).length).toBe(32);
    }
  });

  it("error: a file that others can read", async () => {
    await ensureLocalKeys({ directory });
    chmodSync(join(directory, "kek.v1.json"), 0o640);
    await expect(load()).rejects.toThrow(/can be read by other users/);
  });

  it("error: production refuses keys made for local use", async () => {
    await ensureLocalKeys({ directory });
    await expect(load("production")).rejects.toThrow(StartupError);
    directory = join(base, "production");
    await ensureLocalKeys({ directory, origin: "production" });
    expect((await load("production")).identity).toMatch(/^0x/);
  });

  it("error: damaged, swapped or missing files, without quoting them", async () => {
    await ensureLocalKeys({ directory });
    const kek = join(directory, "kek.v1.json");
    const secret = (JSON.parse(readFileSync(kek, "utf8")) as { secret: string }).secret;
    writeFileSync(kek, readFileSync(join(directory, "time.v1.json")));
    await expect(load()).rejects.toThrow(/damaged/);
    writeFileSync(kek, `{"secret":"${secret}"`);
    const error = (await load().catch((reason: unknown) => reason)) as Error;
    expect(error.message).not.toContain(secret.slice(2, 20));
    rmSync(kek);
    await expect(load()).rejects.toThrow(/no kek key/);
    directory = join(base, "nowhere");
    await expect(load()).rejects.toThrow(/TANDEM_KEYS_DIR/);
  });
});

const kekKey = (version: number) => ({
  purpose: "kek" as const,
  version,
  origin: "local" as const,
  secret: new Uint8Array(randomBytes(32)),
});

describe("sealShare", () => {
  const context = { accountId: new Uint8Array(16).fill(1), publicKey: new Uint8Array(32).fill(2), keyEpoch: 3 };

  it("behavior: opens in its own place only", async () => {
    const kek = createLocalKek([kekKey(1)]);
    const share = new Uint8Array(randomBytes(32));
    const sealed = await sealShare(kek, share, context);
    expect(Buffer.from(sealed.sealed).includes(Buffer.from(share))).toBe(false);
    expect(new Uint8Array(await openShare(kek, sealed, context))).toEqual(share);
    for (const change of [
      { accountId: new Uint8Array(16).fill(9) },
      { publicKey: new Uint8Array(32).fill(9) },
      { keyEpoch: 4 },
    ]) {
      await expect(openShare(kek, sealed, { ...context, ...change })).rejects.toThrow(UnwrapError);
    }
  });

  it("error: any changed byte", async () => {
    const kek = createLocalKek([kekKey(1)]);
    const sealed = await sealShare(kek, new Uint8Array(32), context);
    for (const part of ["sealed", "wrapped"] as const) {
      for (let index = 0; index < sealed[part].length; index++) {
        const changed = new Uint8Array(sealed[part]);
        changed[index] = (changed[index] ?? 0) ^ 1;
        await expect(openShare(kek, { ...sealed, [part]: changed }, context)).rejects.toThrow(UnwrapError);
      }
      await expect(openShare(kek, { ...sealed, [part]: new Uint8Array(5) }, context)).rejects.toThrow(UnwrapError);
    }
  });

  it("behavior: a version that another server wraps with already is read before it counts as unknown", async () => {
    const [first, second] = [kekKey(1), kekKey(2)];
    const known = [first];
    let reloads = 0;
    const slow = createKek({
      current: () => first,
      find: (version) => known.find((key) => key.version === version),
      reload: async () => {
        reloads++;
        if (reloads === 2) known.push(second);
      },
    });
    const wrapped = await createLocalKek([first, second]).wrap(randomBytes(32), context);
    expect(wrapped.kekVersion).toBe(2);
    await expect(slow.unwrap(wrapped, context)).rejects.toThrow("cannot be opened");
    expect(await slow.unwrap(wrapped, context)).toHaveLength(32);
    expect(await slow.unwrap(wrapped, context)).toHaveLength(32);
    expect(reloads).toBe(2);
  });

  it("behavior: the newest KEK wraps, older ones still open", async () => {
    const [first, second] = [kekKey(1), kekKey(2)];
    const old = await sealShare(createLocalKek([first]), new Uint8Array(32).fill(5), context);
    const both = createLocalKek([first, second]);
    expect((await openShare(both, old, context))[0]).toBe(5);
    expect((await sealShare(both, new Uint8Array(32), context)).kekVersion).toBe(2);
    await expect(openShare(createLocalKek([second]), old, context)).rejects.toThrow(UnwrapError);
    // The version is authenticated: relabelled it does not open.
    await expect(openShare(both, { ...old, kekVersion: 2 }, context)).rejects.toThrow(UnwrapError);
  });
});

describe("assertCommitments", () => {
  const generator = Buffer.from("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798", "hex");
  const negative = Buffer.concat([Buffer.of(3), generator.subarray(1)]);

  it("error: equal, off the curve, not compressed, empty", () => {
    expect(() => assertCommitments({ hiding: generator, binding: negative })).not.toThrow();
    for (const bad of [
      generator,
      Buffer.alloc(33),
      Buffer.alloc(0),
      Buffer.alloc(33, 0xff),
      generator.subarray(0, 32),
    ]) {
      expect(() => assertCommitments({ hiding: generator, binding: bad })).toThrow(/not two different points/);
    }
    // 5 is the x of no point: 5³ + 7 is not a square.
    const offCurve = Buffer.concat([Buffer.of(2), Buffer.alloc(31), Buffer.of(5)]);
    expect(() => assertCommitments({ hiding: offCurve, binding: generator })).toThrow();
  });
});

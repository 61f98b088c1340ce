import { ed25519 } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import vectors from "../../../../test/vectors/log.json" with { type: "json" };
import { bytesToHex, hexToBytes } from "../bytes/hex.ts";
import { InvalidParameterError } from "../errors/BaseError.ts";
import { type Checkpoint, openCheckpoint, signCheckpoint } from "./checkpoints.ts";
import { LogFormatError, LogSignatureError } from "./errors.ts";
import { hashDecision } from "./hashDecision.ts";
import { noteKeyId, openNote, signNote } from "./notes.ts";
import { signLogPromise, verifyLogPromise } from "./promises.ts";
import { explainsLoss, type LogRestore, openLogRestore, signLogRestore } from "./restores.ts";

const bytes = (hex: string) => hexToBytes(hex as `0x${string}`);
const secret = new Uint8Array(32).fill(5);
const publicKey = ed25519.getPublicKey(secret);
const otherSecret = new Uint8Array(32).fill(6);
const otherKey = ed25519.getPublicKey(otherSecret);
const sign = (data: Uint8Array) => ed25519.sign(data, secret);
const root = new Uint8Array(32).fill(9);

describe("signNote and openNote", () => {
  const { note } = vectors;
  const key = { name: note.name, publicKey: bytes(note.publicKey) };

  test("behavior: the published note of golang.org/x/mod/sumdb/note", async () => {
    const text = openNote({ note: note.text, keys: [key], what: "note" });
    expect(text).toMatch(/^If you think .*\n.*problem is\.\n$/);
    expect(bytesToHex(noteKeyId(key))).toBe(note.keyId);
    const signed = await signNote({ text, key, sign: (data) => ed25519.sign(data, bytes(note.secretKey)) });
    expect(signed).toBe(note.text);
  });

  test("behavior: ignores signatures of unknown keys", async () => {
    const own = await signNote({ text: "a\n\nb\n", key: { name: "us", publicKey }, sign });
    const [, line] = (await signNote({ text: "x\n", key: { name: "them", publicKey: otherKey }, sign })).split("\n\n");
    const both = `${own}${line}`;
    expect(openNote({ note: both, keys: [{ name: "us", publicKey }], what: "note" })).toBe("a\n\nb\n");
    expect(() => openNote({ note: both, keys: [{ name: "us", publicKey: otherKey }], what: "note" })).toThrow(
      LogSignatureError,
    );
    // A wrong signature of a known key refuses the whole note.
    const keys = [
      { name: "us", publicKey },
      { name: "them", publicKey: otherKey },
    ];
    expect(() => openNote({ note: both, keys, what: "note" })).toThrow(LogSignatureError);
  });

  test.each<[string, (text: string) => string]>([
    ["nothing", () => ""],
    ["no signature", (text) => text.slice(0, text.indexOf("\n\n") + 2)],
    ["no last newline", (text) => text.slice(0, -1)],
    ["a hyphen for the dash", (text) => text.replace("\u2014", "-")],
    ["a tab", (text) => text.replace("If", "I\tf")],
    ["a lone surrogate", (text) => text.replace("If", "\ud800")],
    ["a name with a plus", (text) => text.replace("PeterNeumann", "Peter+Neumann")],
    ["base 64 that is not canonical", (text) => text.replace("AM=\n", "AN=\n")],
    ["a signature without bytes", (text) => text.replace(/x08go.*/, "x08gow==")],
    ["too many signatures", (text) => text + (text.split("\n\n")[1] ?? "").repeat(64)],
    ["too much", (text) => `${"a".repeat(70_000)}\n${text}`],
  ])("error: %s", (_what, change) => {
    expect(() => openNote({ note: change(note.text), keys: [key], what: "note" })).toThrow(LogFormatError);
  });

  test("error: every changed character", () => {
    fc.assert(
      fc.property(
        fc.nat(note.text.length - 1),
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
        (at, other) => {
          fc.pre(note.text[at] !== other);
          const changed = note.text.slice(0, at) + other + note.text.slice(at + 1);
          expect(() => openNote({ note: changed, keys: [key], what: "note" })).toThrow(/not (signed|of its form)/);
        },
      ),
    );
  });

  test("error: a text or a name that no note has", async () => {
    for (const text of ["a", "a\rb\n", ""]) {
      await expect(signNote({ text, key: { name: "us", publicKey }, sign })).rejects.toThrow(InvalidParameterError);
    }
    for (const name of ["", "a b", "a+b", "a\u2003b"]) {
      await expect(signNote({ text: "a\n", key: { name, publicKey }, sign })).rejects.toThrow(InvalidParameterError);
    }
  });
});

describe("signCheckpoint and openCheckpoint", () => {
  const checkpoint: Checkpoint = { origin: "wallet.example/v1/log", size: 20_852_163, root };

  test("behavior: origin, size and root in three lines", async () => {
    const note = await signCheckpoint({ checkpoint, publicKey, sign });
    expect(note.startsWith(`wallet.example/v1/log\n20852163\n${Buffer.from(root).toString("base64")}\n\n\u2014 `)).toBe(
      true,
    );
    expect(openCheckpoint({ note, publicKeys: [otherKey, publicKey] })).toEqual(checkpoint);
  });

  test("S73: wrong signature: no key, another key, another origin", async () => {
    const note = await signCheckpoint({ checkpoint, publicKey, sign });
    expect(() => openCheckpoint({ note, publicKeys: [] })).toThrow(LogSignatureError);
    expect(() => openCheckpoint({ note, publicKeys: [otherKey] })).toThrow(LogSignatureError);
    const renamed = note.replaceAll("wallet.example", "wallet.invalid");
    expect(() => openCheckpoint({ note: renamed, publicKeys: [publicKey] })).toThrow(LogSignatureError);
    const grown = note.replace("20852163", "20852164");
    expect(() => openCheckpoint({ note: grown, publicKeys: [publicKey] })).toThrow(LogSignatureError);
  });

  test.each(["a\n01\n", "a\n-1\n", "a\n9007199254740993\n", "a\n1\n", "a\n1\nAAAA\n", "a\n\n", "a\n"])(
    "error: the signed text %j is no checkpoint",
    async (text) => {
      const note = await signNote({ text, key: { name: "a", publicKey }, sign });
      expect(() => openCheckpoint({ note, publicKeys: [publicKey] })).toThrow(LogFormatError);
    },
  );
});

describe("signLogRestore, openLogRestore and explainsLoss", () => {
  const restore: LogRestore = {
    origin: "wallet.example/v1/log",
    kept: { size: 90, root: new Uint8Array(32).fill(1) },
    published: { size: 100, root },
    timeMs: 1_800_000_000_000,
  };

  test("behavior: a restore opens as it was signed; a checkpoint is no restore, nor the other way round", async () => {
    const note = await signLogRestore({ restore, publicKey, sign });
    expect(openLogRestore({ note, publicKeys: [publicKey] })).toEqual(restore);
    expect(() => openLogRestore({ note, publicKeys: [otherKey] })).toThrow(LogSignatureError);
    expect(() => openCheckpoint({ note, publicKeys: [publicKey] })).toThrow();
    const checkpoint = await signCheckpoint({ checkpoint: { origin: "a", size: 1, root }, publicKey, sign });
    expect(() => openLogRestore({ note: checkpoint, publicKeys: [publicKey] })).toThrow();
    const backwards = { ...restore, kept: { size: 101, root } };
    const wrong = await signLogRestore({ restore: backwards, publicKey, sign });
    expect(() => openLogRestore({ note: wrong, publicKeys: [publicKey] })).toThrow(LogFormatError);
  });

  test("behavior: explains trees that reached into what was lost, and no others", () => {
    const other = new Uint8Array(32).fill(2);
    expect(explainsLoss(restore, { size: 90, root: other })).toBe(false);
    expect(explainsLoss(restore, { size: 91, root: other })).toBe(true);
    expect(explainsLoss(restore, { size: 99, root: other })).toBe(true);
    expect(explainsLoss(restore, { size: 100, root })).toBe(true);
    expect(explainsLoss(restore, { size: 100, root: other })).toBe(false);
    expect(explainsLoss(restore, { size: 101, root: other })).toBe(false);
  });
});

describe("signLogPromise and verifyLogPromise", () => {
  test("behavior: binds leaf and time to the log's key", async () => {
    const leaf = new Uint8Array(32).fill(3);
    const promise = await signLogPromise({ leaf, sequencedBefore: 1_800_000_010_000, sign });
    verifyLogPromise({ leaf, promise, publicKeys: [otherKey, publicKey] });
    const later = { ...promise, sequencedBefore: promise.sequencedBefore + 1 };
    expect(() => verifyLogPromise({ leaf, promise: later, publicKeys: [publicKey] })).toThrow(LogSignatureError);
    expect(() => verifyLogPromise({ leaf: root, promise, publicKeys: [publicKey] })).toThrow(LogSignatureError);
    expect(() => verifyLogPromise({ leaf, promise, publicKeys: [otherKey] })).toThrow(LogSignatureError);
  });
});

describe("hashDecision", () => {
  test("behavior: SHA-256 over tag, salt and entry", () => {
    const leaf = hashDecision({ salt: new Uint8Array(32).fill(7), entry: '{"kind": "é"}' });
    expect(bytesToHex(leaf)).toBe("0x7bf846ca8266c7fdb72838a2fc8b00347d5abef9bc25c65a4f4592b3c39a4fb8");
  });
});

import { ed25519 } from "@noble/curves/ed25519.js";
import { describe, expect, test } from "vitest";
import { bytesToHex, hexToBytes } from "../bytes/hex.ts";
import type { KeyDocument } from "../schemas/keys.ts";
import { KeyDocumentError, KeyDocumentExpiredError, ServerTimeError } from "./errors.ts";
import { signKeyDocument } from "./signKeyDocument.ts";
import { signServerTime } from "./signServerTime.ts";
import { verifyKeyDocument } from "./verifyKeyDocument.ts";
import { verifyServerTime } from "./verifyServerTime.ts";

const secretKey = new Uint8Array(32).fill(1);
const identity = bytesToHex(ed25519.getPublicKey(secretKey));
const sign = (bytes: Uint8Array) => ed25519.sign(bytes, secretKey);
const nowMs = 1_800_000_000_000;
const unsigned = { purpose: "hpke", version: 1, publicKey: `0x${"ab".repeat(32)}`, notAfter: nowMs + 1000 } as const;

describe("verifyKeyDocument", () => {
  test("behavior: gives the key that the identity signed, up to its last millisecond", async () => {
    const document = await signKeyDocument({ document: unsigned, sign });
    const verify = (atMs: number) => verifyKeyDocument({ document, identity, purpose: "hpke", nowMs: atMs });
    expect(bytesToHex(verify(nowMs))).toBe(unsigned.publicKey);
    expect(bytesToHex(verify(unsigned.notAfter))).toBe(unsigned.publicKey);
    expect(() => verify(unsigned.notAfter + 1)).toThrow(KeyDocumentExpiredError);
  });

  test("behavior: signs tag, purpose, version, key and end date", async () => {
    let signed = "";
    await signKeyDocument({
      document: unsigned,
      sign: (bytes) => {
        signed = bytesToHex(bytes);
        return new Uint8Array(64);
      },
    });
    const text = (value: string) =>
      `${value.length.toString(16).padStart(8, "0")}${Buffer.from(value).toString("hex")}`;
    expect(signed).toBe(
      `0x${text("tandem/key/v1")}${text("hpke")}${"1".padStart(16, "0")}00000020${"ab".repeat(32)}${unsigned.notAfter.toString(16).padStart(16, "0")}`,
    );
  });

  test.each<[string, Partial<KeyDocument>]>([
    ["version", { version: 2 }],
    ["key", { publicKey: `0x${"ac".repeat(32)}` }],
    ["end date", { notAfter: unsigned.notAfter + 1 }],
    ["signature", { signature: `0x${"00".repeat(64)}` }],
  ])("error: a changed %s", async (_what, change) => {
    const document = { ...(await signKeyDocument({ document: unsigned, sign })), ...change };
    expect(() => verifyKeyDocument({ document, identity, purpose: "hpke", nowMs })).toThrow(KeyDocumentError);
  });

  test("error: a key for another purpose, relabelled or not", async () => {
    const document = await signKeyDocument({ document: unsigned, sign });
    expect(() => verifyKeyDocument({ document, identity, purpose: "time", nowMs })).toThrow(KeyDocumentError);
    const relabelled = { ...document, purpose: "time" } as const;
    expect(() => verifyKeyDocument({ document: relabelled, identity, purpose: "time", nowMs })).toThrow(
      KeyDocumentError,
    );
  });

  test("error: another identity, or none", async () => {
    const document = await signKeyDocument({ document: unsigned, sign });
    for (const other of [bytesToHex(ed25519.getPublicKey(new Uint8Array(32).fill(2))), "0x"] as const) {
      expect(() => verifyKeyDocument({ document, identity: other, purpose: "hpke", nowMs })).toThrow(KeyDocumentError);
    }
  });

  test("error: an identity of small order signs nothing", async () => {
    // Under ZIP 215 rules this all-zero-s signature by the identity point verifies for every message.
    const point = `0x01${"00".repeat(31)}` as const;
    const document = { ...unsigned, signature: `${point}${"00".repeat(32)}` as const };
    expect(() => verifyKeyDocument({ document, identity: point, purpose: "hpke", nowMs })).toThrow(KeyDocumentError);
  });
});

describe("verifyServerTime", () => {
  const requestNonce = "BwcHBwcHBwcHBwcHBwcHBw";
  const timeKey = hexToBytes(identity);

  test("behavior: gives the signed milliseconds", async () => {
    const time = await signServerTime({ nowMs, requestNonce, sign });
    expect(verifyServerTime({ time, requestNonce, timeKey })).toBe(nowMs);
  });

  test("error: another time, another request, another key", async () => {
    const time = await signServerTime({ nowMs, requestNonce, sign });
    const verify = (change: object) => () => verifyServerTime({ time, requestNonce, timeKey, ...change });
    expect(verify({ time: { ...time, nowMs: nowMs + 1 } })).toThrow(ServerTimeError);
    expect(verify({ requestNonce: "CwcHBwcHBwcHBwcHBwcHBw" })).toThrow(ServerTimeError);
    expect(verify({ timeKey: ed25519.getPublicKey(new Uint8Array(32).fill(2)) })).toThrow(ServerTimeError);
  });
});

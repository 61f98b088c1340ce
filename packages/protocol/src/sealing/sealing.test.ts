import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesToHex } from "../bytes/hex.ts";
import { InvalidParameterError } from "../errors/BaseError.ts";
import { createHpkeKeyPair } from "./createHpkeKeyPair.ts";
import { OpenSealedError } from "./errors.ts";
import { open } from "./open.ts";
import { seal } from "./seal.ts";
import type { SealInfoParameters } from "./sealInfo.ts";
import { sealInfo } from "./sealInfo.ts";

const context: SealInfoParameters = {
  suite: "FROST-secp256k1-KECCAK256-EVM-v1",
  purpose: "dkg",
  sessionId: `0x${"11".repeat(16)}`,
  accountId: `0x${"22".repeat(16)}`,
  keyEpoch: 1,
  sender: 1,
  recipient: 3,
};
const info = sealInfo(context);
const plaintext = new Uint8Array(32).fill(9);

describe("seal", () => {
  test("behavior: opens to the same bytes, 48 bytes longer while sealed", async () => {
    const { publicKey: recipientPublicKey, privateKey } = await createHpkeKeyPair();
    const bytes = fc.uint8Array({ maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(bytes, bytes, async (plaintext, info) => {
        const sealed = await seal({ recipientPublicKey, info, plaintext });
        expect(sealed.length).toBe(plaintext.length + 48);
        expect(await open({ privateKey, info, sealed })).toEqual(plaintext);
      }),
      { numRuns: 20 },
    );
  });

  test("behavior: two seals of one plaintext differ, also in the encapsulated key", async () => {
    const { publicKey: recipientPublicKey } = await createHpkeKeyPair();
    const [a, b] = await Promise.all([
      seal({ recipientPublicKey, info, plaintext }),
      seal({ recipientPublicKey, info, plaintext }),
    ]);
    expect(a.subarray(0, 32)).not.toEqual(b.subarray(0, 32));
    expect(a.subarray(32)).not.toEqual(b.subarray(32));
  });

  test.each([
    ["another length", new Uint8Array(31)],
    ["the zero point", new Uint8Array(32)],
    ["a point of small order", Uint8Array.from([1, ...new Uint8Array(31)])],
  ])("error: refuses %s as public key", async (_what, recipientPublicKey) => {
    await expect(seal({ recipientPublicKey, info, plaintext })).rejects.toThrow(InvalidParameterError);
  });
});

describe("open", () => {
  test.each([
    ["suite", { suite: "other" }],
    ["purpose", { purpose: "refresh" }],
    ["session", { sessionId: `0x${"12".repeat(16)}` }],
    ["account", { accountId: `0x${"23".repeat(16)}` }],
    ["key epoch", { keyEpoch: 2 }],
    ["sender", { sender: 2 }],
    ["recipient", { recipient: 1 }],
  ] as const)("error: refuses a message of another %s", async (_what, change) => {
    const { publicKey: recipientPublicKey, privateKey } = await createHpkeKeyPair();
    const sealed = await seal({ recipientPublicKey, info, plaintext });
    const other = sealInfo({ ...context, ...change });
    await expect(open({ privateKey, info: other, sealed })).rejects.toThrow(OpenSealedError);
  });

  test("error: another key, or any flipped bit, or too short", async () => {
    const { publicKey: recipientPublicKey, privateKey } = await createHpkeKeyPair();
    const sealed = await seal({ recipientPublicKey, info, plaintext });
    const other = await createHpkeKeyPair();
    await expect(open({ privateKey: other.privateKey, info, sealed })).rejects.toThrow(OpenSealedError);
    for (const length of [0, 31, 32, 47, sealed.length - 1]) {
      await expect(open({ privateKey, info, sealed: sealed.subarray(0, length) })).rejects.toThrow(OpenSealedError);
    }
    for (let at = 0; at < sealed.length; at += 5) {
      const changed = sealed.with(at, (sealed[at] ?? 0) ^ 1);
      await expect(open({ privateKey, info, sealed: changed })).rejects.toThrow(OpenSealedError);
    }
  });
});

describe("sealInfo", () => {
  test("behavior: fixed encoding", () => {
    expect(bytesToHex(info)).toBe(
      `0x00000020${Buffer.from(context.suite).toString("hex")}00000003646b6700000010${"11".repeat(16)}00000010${"22".repeat(16)}` +
        "000000000000000100000000000000010000000000000003",
    );
  });
});

import { utf8ToBytes } from "@noble/hashes/utils.js";
import { suiteName } from "../../src/challenge.ts";
import { encodeParts, selfTestDigest, timedDigest } from "../../src/index.ts";
import { hashToBytes, hashToScalar } from "../../testing/reference.ts";
import { seededRng } from "../../testing/seededRng.ts";
import { toHex, wordHex } from "./hex.ts";

const messages = [new Uint8Array(0), utf8ToBytes("abc"), seededRng("hash message")(200)];

/** H1, H3, HDKG, HID (scalars) and H4, H5 (32 bytes). */
export function hashCases() {
  const scalars = [
    ["H1", "rho"],
    ["H3", "nonce"],
    ["HDKG", "dkg"],
    ["HID", "id"],
  ] as const;
  const bytes = [
    ["H4", "msg"],
    ["H5", "com"],
  ] as const;
  return messages.flatMap((message) => [
    ...scalars.map(([name, suffix]) => ({
      name,
      domain: suiteName + suffix,
      message: toHex(message),
      output: wordHex(hashToScalar(suffix)(message)),
    })),
    ...bytes.map(([name, suffix]) => ({
      name,
      domain: suiteName + suffix,
      message: toHex(message),
      output: toHex(hashToBytes(suffix)(message)),
    })),
  ]);
}

export function timedDigestCases() {
  const rng = seededRng("timed digests");
  const times: [number, number][] = [
    [0, 0],
    [0, 2 ** 48 - 1],
    [2 ** 48 - 1, 0],
    [1, 2],
    [1_767_225_600, 1_767_226_200],
  ];
  return times.map(([validAfter, validUntil]) => {
    const userOpHash = rng(32);
    const digest = timedDigest(userOpHash, validAfter, validUntil);
    return { userOpHash: toHex(userOpHash), validAfter, validUntil, digest: toHex(digest) };
  });
}

export function selfTestCases() {
  const rng = seededRng("self-tests");
  return [new Uint8Array(32), rng(32), rng(32)].map((transcriptHash) => ({
    transcriptHash: toHex(transcriptHash),
    digest: toHex(selfTestDigest(transcriptHash)),
  }));
}

/** The encoding of hashed contexts: bytes as hex strings, text as { text }, numbers as { number }. */
export function encodePartsCases() {
  const lists = [
    [],
    [new Uint8Array(0)],
    ["abc", 1, Uint8Array.of(0xff)],
    [0, 2n ** 64n - 1n, "é", new Uint8Array(300)],
  ];
  return lists.map((parts) => ({
    parts: parts.map((part) => {
      if (typeof part === "string") return { text: part };
      return part instanceof Uint8Array ? toHex(part) : { number: part.toString() };
    }),
    encoded: toHex(encodeParts(parts)),
  }));
}

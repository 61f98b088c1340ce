import { readFileSync } from "node:fs";
import { bytesToNumberBE, numberToBytesBE } from "@noble/curves/utils.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { describe, expect, test, vi } from "vitest";
import { toHex, wordHex } from "../scripts/vectors/hex.ts";
import type { protocolCase } from "../scripts/vectors/protocols.ts";
import type { VerifyCase } from "../scripts/vectors/verify.ts";
import { renderVectors, vectorsUrl } from "../scripts/vectors.ts";
import { H3, HDKG, referenceSigning } from "../testing/reference.ts";
import { deepTimeout } from "../testing/runs.ts";
import { Fn, Point } from "./curve.ts";
import { encodeParts } from "./encodeParts.ts";
import { checkKeyPackage, decodeKeyPackage, decodePublicKeyPackage, type SignerSet, verify } from "./index.ts";

type Protocol = ReturnType<typeof protocolCase>;
type Vectors = { suite: string; verify: VerifyCase[]; verifyMalformed: VerifyCase[]; protocol: Protocol[] };

vi.setConfig({ testTimeout: deepTimeout });

const text = readFileSync(vectorsUrl, "utf8");
const vectors = JSON.parse(text) as Vectors;
const bytes = (hex: string | undefined) => hexToBytes((hex ?? "").slice(2));
const scalar = (hex: string | undefined) => bytesToNumberBE(bytes(hex));

describe("test/vectors/frost.json", () => {
  test("behavior: regenerating gives the same file", () => {
    expect(renderVectors()).toBe(text);
  });

  test("behavior: S7: verify agrees with every case", () => {
    for (const { name, px, parity, digest, signature, valid } of [...vectors.verify, ...vectors.verifyMalformed]) {
      const publicKey = concatBytes(Uint8Array.of(2 + parity), bytes(px));
      expect(verify({ publicKey, digest: bytes(digest), signature: bytes(signature) }), name).toBe(valid);
      if (parity === 0) {
        expect(verify({ publicKey: bytes(px), digest: bytes(digest), signature: bytes(signature) }), name).toBe(valid);
      }
    }
    expect(vectors.verify.filter((entry) => entry.valid).length).toBeGreaterThanOrEqual(40);
  });

  test("behavior: one generated key had to be negated, the other not", () => {
    const parities = vectors.protocol.map(({ dkg }) => {
      const constants = [dkg.serverPackage, dkg.devicePackage].map((hex) => Point.fromBytes(bytes(hex).slice(2, 35)));
      return constants.reduce((sum, point) => sum.add(point)).toBytes(true)[0];
    });
    expect(parities.sort()).toEqual([2, 3]);
  });
});

describe.each(vectors.protocol)("test/vectors/frost.json: protocol", ({ dkg, enrol, signing, refresh }) => {
  test("behavior: the proof of knowledge is RFC 9591's Schnorr signature under HDKG", () => {
    for (const [hex, identifier] of [
      [dkg.serverPackage, 1],
      [dkg.devicePackage, 3],
    ] as const) {
      const [c0, r, z] = [bytes(hex).slice(2, 35), bytes(hex).slice(68, 101), bytesToNumberBE(bytes(hex).slice(101))];
      const challenge = HDKG(concatBytes(numberToBytesBE(identifier, 32), c0, r));
      const right = Point.fromBytes(r).add(Point.fromBytes(c0).multiply(challenge));
      expect(Point.BASE.multiply(z).equals(right)).toBe(true);
    }
  });

  test("behavior: the transcript hash, the package hash and the self-test digest follow the specification", () => {
    const tag = utf8ToBytes(vectors.suite);
    const { session } = dkg;
    const names = ["sessionId", "serverHpkeKey", "deviceHpkeKey", "requestKey"];
    const parts = [...names.map((name) => session[name]), dkg.serverPackage, dkg.devicePackage, dkg.publicKeyX];
    expect(toHex(sha256(encodeParts([tag, "transcript", ...parts.map(bytes)])))).toBe(dkg.transcriptHash);
    expect(toHex(sha256(bytes(dkg.devicePackage)))).toBe(dkg.devicePackageHash);
    const selfTest = keccak_256(concatBytes(tag, utf8ToBytes("self-test"), bytes(dkg.transcriptHash)));
    expect(toHex(selfTest)).toBe(dkg.selfTestDigest);
    expect(signing[0]?.digest).toBe(dkg.selfTestDigest);
  });

  test("behavior: every stored package belongs to its public package", () => {
    const groups = [
      [dkg.publicKeyPackage, dkg.serverKeyPackage, dkg.deviceKeyPackage],
      [enrol.publicKeyPackage, dkg.serverKeyPackage, dkg.deviceKeyPackage, enrol.backupKeyPackage],
      [refresh.publicKeyPackage, refresh.serverKeyPackage, refresh.deviceKeyPackage, refresh.backupKeyPackage],
    ];
    for (const [publicKeyPackage, ...keyPackages] of groups) {
      const decoded = decodePublicKeyPackage(bytes(publicKeyPackage));
      for (const hex of keyPackages) checkKeyPackage(decodeKeyPackage(bytes(hex)), decoded);
    }
  });

  test("behavior: S57: nonces are H3 over the hedge, which covers exactly the specified context", () => {
    for (const { participants, signers, keyEpoch, digest } of signing) {
      for (const participant of participants) {
        const { signingShare, publicKey, identifier } = decodeKeyPackage(bytes(participant.keyPackage));
        const peer = participants.find((other) => other.identifier !== participant.identifier);
        const peerCommitments = participant.knowsPeerCommitments
          ? concatBytes(bytes(peer?.commitments.hiding), bytes(peer?.commitments.binding))
          : new Uint8Array(0);
        const counter = participant.counter === null ? new Uint8Array(0) : encodeParts([participant.counter]);
        (["hiding", "binding"] as const).forEach((label, index) => {
          const random = bytes(participant.random[index]);
          const context = [signingShare, publicKey, identifier, keyEpoch, bytes(digest), ...signers];
          const encoded = encodeParts([label, random, ...context, peerCommitments, counter]);
          const hedge = sha256(concatBytes(utf8ToBytes(`${vectors.suite}hedge`), encoded));
          const nonce = H3(concatBytes(hedge, signingShare));
          expect(wordHex(nonce)).toBe(participant.nonces[label]);
          expect(toHex(Point.BASE.multiply(nonce).toBytes(true))).toBe(participant.commitments[label]);
        });
      }
    }
  });

  test("behavior: shares and signatures are those of RFC 9591 computed step by step", () => {
    for (const { participants, signers, digest, publicKeyPackage, signature, ...expected } of signing) {
      const publicKey = decodePublicKeyPackage(bytes(publicKeyPackage)).commitments[0];
      const commitments = Object.fromEntries(
        participants.map(({ identifier, commitments: { hiding, binding } }) => [
          identifier,
          { hiding: bytes(hiding), binding: bytes(binding) },
        ]),
      );
      // JSON knows no tuples: the file was written from a signer set.
      const set = signers as unknown as SignerSet;
      const reference = referenceSigning({ publicKey, digest: bytes(digest), signers: set, commitments });
      const shares = participants.map(({ identifier, keyPackage, nonces }) => {
        const { signingShare } = decodeKeyPackage(bytes(keyPackage));
        const nonceScalars = [scalar(nonces.hiding), scalar(nonces.binding)] as const;
        return reference.share(identifier, Fn.fromBytes(signingShare), ...nonceScalars);
      });
      expect(shares.map(wordHex)).toEqual(participants.map(({ share }) => share));
      const s = shares.reduce((a, b) => Fn.add(a, b));
      expect(toHex(concatBytes(numberToBytesBE(s, 32), reference.re))).toBe(signature);
      expect(toHex(reference.re)).toBe(expected.re);
      expect(wordHex(reference.challenge)).toBe(expected.challenge);
      expect(verify({ publicKey, digest: bytes(digest), signature: bytes(signature) })).toBe(true);
    }
  });
});

import { numberToBytesBE } from "@noble/curves/utils.js";
import { concatBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, flipOf, rngArbitrary } from "../../testing/arbitraries.ts";
import { generateKey } from "../../testing/generateKey.ts";
import { deepTimeout, runs } from "../../testing/runs.ts";
import { seededRng } from "../../testing/seededRng.ts";
import { signTogether } from "../../testing/signTogether.ts";
import { order } from "../curve.ts";
import { EnrolPeerError, InvalidParameterError, KeyPackageError, SessionStateError } from "../errors.ts";
import { checkKeyPackage } from "../keys/checkKeyPackage.ts";
import { dealKey } from "../keys/dealKey.ts";
import { getIdentifiers } from "../keys/identifiers.ts";
import { peekState } from "../SecretState.ts";
import type { OnlineIdentifier, Rng, SignerSet } from "../types.ts";
import { verify } from "../verify.ts";
import { addBackupHolder } from "./addBackupHolder.ts";
import { enrolFinish } from "./enrolFinish.ts";
import { enrolRound1 } from "./enrolRound1.ts";
import { enrolRound2 } from "./enrolRound2.ts";

const { server, device } = generateKey(seededRng("enrol"));
const { publicKeyPackage } = server;
const blame = (identifier: number) => expect.objectContaining({ name: "EnrolPeerError", identifier });

function start(rng: Rng, key = { server, device }) {
  return {
    1: enrolRound1({ ...key.server, rng }),
    3: enrolRound1({ ...key.device, rng }),
  };
}

function enrol(rng: Rng, key = { server, device }) {
  const first = start(rng, key);
  const packages = { 1: first[1].package, 3: first[3].package };
  const sums = {
    1: enrolRound2({ secret: first[1].secret, peerPackage: packages[3], peerPart: first[3].partForPeer }),
    3: enrolRound2({ secret: first[3].secret, peerPackage: packages[1], peerPart: first[1].partForPeer }),
  };
  return { packages, sums, publicKeyPackage: key.server.publicKeyPackage };
}

const wrongScalar = fc.oneof(
  flipOf(32),
  fc.constantFrom(
    () => new Uint8Array(32),
    () => numberToBytesBE(order, 32),
    (bytes: Uint8Array) => bytes.slice(1),
    () => undefined as unknown as Uint8Array,
  ),
);
const liars = fc.constantFrom<OnlineIdentifier>(1, 3);

describe("enrolRound1, enrolRound2, enrolFinish", () => {
  test(
    "behavior: makes share 2 of the same key, which signs with both others",
    () => {
      fc.assert(
        fc.property(rngArbitrary, bytesOf(32), (rng, digest) => {
          const key = generateKey(rng);
          const enrolled = enrolFinish(enrol(rng, key));
          expect(enrolled.keyPackage.identifier).toBe(2);
          expect(getIdentifiers(enrolled.publicKeyPackage)).toEqual([1, 2, 3]);
          expect(enrolled.publicKeyPackage).toEqual(addBackupHolder(key.device.publicKeyPackage));
          expect(enrolled.publicKeyPackage.commitments).toEqual(key.server.publicKeyPackage.commitments);
          const keyPackages = { 1: key.server.keyPackage, 2: enrolled.keyPackage, 3: key.device.keyPackage };
          for (const keyPackage of Object.values(keyPackages)) checkKeyPackage(keyPackage, enrolled.publicKeyPackage);
          for (const signers of [
            [1, 2],
            [1, 3],
            [2, 3],
          ] satisfies SignerSet[]) {
            const pub = enrolled.publicKeyPackage;
            const { signature } = signTogether({ keyPackages, publicKeyPackage: pub, signers, digest, rng });
            expect(verify({ publicKey: pub.commitments[0], digest, signature })).toBe(true);
          }
        }),
        runs(8),
      );
    },
    deepTimeout,
  );

  test("behavior: a second kit gets the same share 2 by other messages", () => {
    const first = enrol(seededRng("first kit"));
    const second = enrol(seededRng("second kit"));
    expect(first.packages).not.toEqual(second.packages);
    expect(enrolFinish(first).keyPackage).toEqual(enrolFinish(second).keyPackage);
    const again = { ...second, publicKeyPackage: addBackupHolder(publicKeyPackage) };
    expect(enrolFinish(again)).toEqual(enrolFinish(first));
  });

  test(
    "error: S60: a wrong package names the helper who sent it, at the other helper and at the receiver",
    () => {
      fc.assert(
        fc.property(liars, flipOf(68), (liar, flip) => {
          const first = start(seededRng("package"));
          const victim = liar === 1 ? 3 : 1;
          const peerPackage = flip(first[liar].package);
          const act = () =>
            enrolRound2({ secret: first[victim].secret, peerPackage, peerPart: first[liar].partForPeer });
          expect(act).toThrow(blame(liar));
          expect(act).toThrow(SessionStateError);
          const { packages, ...rest } = enrol(seededRng("package"));
          expect(() => enrolFinish({ ...rest, packages: { ...packages, [liar]: peerPackage } })).toThrow(blame(liar));
        }),
        runs(40),
      );
    },
    deepTimeout,
  );

  test(
    "error: S60: a wrong part names the helper who made it",
    () => {
      fc.assert(
        fc.property(liars, wrongScalar, (liar, change) => {
          const first = start(seededRng("part"));
          const victim = liar === 1 ? 3 : 1;
          const { package: peerPackage, partForPeer } = first[liar];
          const peerPart = change(partForPeer);
          expect(() => enrolRound2({ secret: first[victim].secret, peerPackage, peerPart })).toThrow(blame(liar));
        }),
        runs(40),
      );
    },
    deepTimeout,
  );

  test(
    "error: S60: a wrong sum names the helper who sent it",
    () => {
      const good = enrol(seededRng("sum"));
      fc.assert(
        fc.property(liars, wrongScalar, (liar, change) => {
          const sums = { ...good.sums, [liar]: change(good.sums[liar]) };
          expect(() => enrolFinish({ ...good, sums })).toThrow(blame(liar));
        }),
        runs(40),
      );
    },
    deepTimeout,
  );

  test("error: S60: consistent packages made from another share name their helper", () => {
    const foreign = generateKey(seededRng("foreign"));
    const first = start(seededRng("own"));
    const other = enrolRound1({ ...foreign.device, rng: seededRng("other") });
    const message = { peerPackage: other.package, peerPart: other.partForPeer };
    expect(() => enrolRound2({ secret: first[1].secret, ...message })).toThrow(blame(3));
  });

  test("behavior: a helper's own part is erased after use and after a lie", () => {
    for (const change of [(bytes: Uint8Array) => bytes, () => new Uint8Array(32)]) {
      const first = start(seededRng("erase"));
      const { ownPart } = peekState(first[1].secret)!;
      const peerPart = change(first[3].partForPeer);
      try {
        enrolRound2({ secret: first[1].secret, peerPackage: first[3].package, peerPart });
      } catch (error) {
        expect(error).toBeInstanceOf(EnrolPeerError);
      }
      expect(ownPart).toEqual(new Uint8Array(32));
    }
  });

  test("error: packages of other lengths, types and senders", () => {
    const good = enrol(seededRng("shape"));
    const bad: unknown[] = [
      good.packages[1],
      good.packages[3].slice(1),
      concatBytes(good.packages[3], Uint8Array.of(0)),
      concatBytes(good.packages[3].slice(0, 35), new Uint8Array(33)),
      undefined,
      "x",
    ];
    for (const wrong of bad) {
      const packages = { ...good.packages, 3: wrong as Uint8Array };
      expect(() => enrolFinish({ ...good, packages })).toThrow(EnrolPeerError);
    }
  });

  test("error: share 2 is no helper; a share of another key is refused; states are used once", () => {
    const dealt = dealKey({ identifiers: [1, 2, 3], rng: seededRng("dealt") });
    const act = (identifier: 1 | 2) => () =>
      enrolRound1({
        keyPackage: dealt.keyPackages[identifier],
        publicKeyPackage: identifier === 2 ? dealt.publicKeyPackage : publicKeyPackage,
      });
    expect(act(2)).toThrow(InvalidParameterError);
    expect(act(1)).toThrow(KeyPackageError);
    const first = start(seededRng("once"));
    first[1].secret.discard();
    const message = { peerPackage: first[3].package, peerPart: first[3].partForPeer };
    expect(() => enrolRound2({ secret: first[1].secret, ...message })).toThrow(SessionStateError);
    expect(JSON.stringify(first[3].secret)).toBe('"[secret]"');
  });
});

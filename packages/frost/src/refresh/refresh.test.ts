import { numberToBytesBE } from "@noble/curves/utils.js";
import { concatBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, flipOf, rngArbitrary } from "../../testing/arbitraries.ts";
import { deepTimeout, runs } from "../../testing/runs.ts";
import { seededRng } from "../../testing/seededRng.ts";
import { signTogether } from "../../testing/signTogether.ts";
import { Fn, order, Point } from "../curve.ts";
import {
  InvalidParameterError,
  KeyPackageError,
  RefreshPeerError,
  RetryRefreshError,
  SessionStateError,
  TranscriptMismatchError,
} from "../errors.ts";
import { checkKeyPackage } from "../keys/checkKeyPackage.ts";
import { dealKey } from "../keys/dealKey.ts";
import { peekState } from "../SecretState.ts";
import type { OnlineIdentifier, Rng, SignerSet } from "../types.ts";
import { verify } from "../verify.ts";
import { applyRefresh } from "./applyRefresh.ts";
import { refreshFinish } from "./refreshFinish.ts";
import { refreshRound1 } from "./refreshRound1.ts";
import { refreshRound2 } from "./refreshRound2.ts";
import { updatePackages } from "./updatePackages.ts";
import { assertRefreshPackageHash, hashRefreshPackage } from "./wire.ts";

const key = dealKey({ identifiers: [1, 2, 3], rng: seededRng("refresh") });
const { publicKeyPackage } = key;
const blame = (identifier: number) => expect.objectContaining({ name: "RefreshPeerError", identifier });
const liars = fc.constantFrom<OnlineIdentifier>(1, 3);

/** Both sides up to the end of round 2. */
function exchange(rng: Rng) {
  const first = { 1: refreshRound1({ identifier: 1, rng }), 3: refreshRound1({ identifier: 3, rng }) };
  const packages = { 1: first[1].package, 3: first[3].package };
  const second = {
    1: refreshRound2({ secret: first[1].secret, peerPackage: packages[3] }),
    3: refreshRound2({ secret: first[3].secret, peerPackage: packages[1] }),
  };
  return { packages, second, updates: { 1: second[1].shareForBackup, 3: second[3].shareForBackup } };
}

function refresh(rng: Rng, current = key) {
  const { packages, second, updates } = exchange(rng);
  const finish = (own: OnlineIdentifier, peer: OnlineIdentifier) =>
    refreshFinish({
      secret: second[own].secret,
      keyPackage: current.keyPackages[own],
      publicKeyPackage: current.publicKeyPackage,
      peerPackage: packages[peer],
      peerShare: second[peer].shareForPeer,
    });
  const server = finish(1, 3);
  const device = finish(3, 1);
  const backup = applyRefresh({
    keyPackage: current.keyPackages[2],
    publicKeyPackage: current.publicKeyPackage,
    packages,
    updates,
  });
  return { server, device, backup };
}

describe("refreshRound1, refreshRound2, refreshFinish, applyRefresh", () => {
  test(
    "behavior: new shares of the same key for all three, also over several epochs; every pair signs",
    () => {
      fc.assert(
        fc.property(rngArbitrary, bytesOf(32), fc.integer({ min: 1, max: 3 }), (rng, digest, epochs) => {
          let current = key;
          for (let epoch = 0; epoch < epochs; epoch++) {
            const { server, device, backup } = refresh(rng, current);
            expect(device.publicKeyPackage).toEqual(server.publicKeyPackage);
            expect(backup.publicKeyPackage).toEqual(server.publicKeyPackage);
            const before = current.keyPackages;
            const keyPackages = { 1: server.keyPackage, 2: backup.keyPackage, 3: device.keyPackage };
            for (const identifier of [1, 2, 3] as const) {
              expect(keyPackages[identifier].signingShare).not.toEqual(before[identifier].signingShare);
              checkKeyPackage(keyPackages[identifier], server.publicKeyPackage);
            }
            current = { keyPackages, publicKeyPackage: server.publicKeyPackage };
          }
          expect(current.publicKeyPackage.commitments[0]).toEqual(publicKeyPackage.commitments[0]);
          for (const signers of [
            [1, 2],
            [1, 3],
            [2, 3],
          ] satisfies SignerSet[]) {
            const { signature } = signTogether({ ...current, signers, digest, rng });
            expect(verify({ publicKey: publicKeyPackage.commitments[0], digest, signature })).toBe(true);
          }
        }),
        runs(8),
      );
    },
    deepTimeout,
  );

  test("behavior: S58: shares of two epochs do not sign together", () => {
    const { server } = refresh(seededRng("mixed"));
    expect(() => checkKeyPackage(key.keyPackages[1], server.publicKeyPackage)).toThrow(KeyPackageError);
    expect(() => checkKeyPackage(server.keyPackage, publicKeyPackage)).toThrow(KeyPackageError);
    const mixed = {
      keyPackages: {
        1: server.keyPackage,
        3: { ...key.keyPackages[3], verifyingShare: server.publicKeyPackage.verifyingShares[3]! },
      },
      publicKeyPackage: server.publicKeyPackage,
      signers: [1, 3] as const,
      digest: new Uint8Array(32),
      rng: seededRng("mixed sign"),
    };
    expect(() => signTogether(mixed)).toThrow(
      expect.objectContaining({ name: "InvalidSignatureShareError", identifiers: [3] }),
    );
  });

  test("behavior: the old packages stay as they were", () => {
    const before = structuredClone({ ...key });
    refresh(seededRng("untouched"));
    expect(key).toEqual(before);
  });

  test(
    "error: S60: a wrong package names its sender",
    () => {
      fc.assert(
        fc.property(liars, flipOf(35), (liar, flip) => {
          const own = liar === 1 ? 3 : 1;
          const rng = seededRng("package");
          const first = { 1: refreshRound1({ identifier: 1, rng }), 3: refreshRound1({ identifier: 3, rng }) };
          const { shareForPeer } = refreshRound2({ secret: first[liar].secret, peerPackage: first[own].package });
          const peerPackage = flip(first[liar].package);
          const act = () => {
            const { secret } = refreshRound2({ secret: first[own].secret, peerPackage });
            const keyPackage = key.keyPackages[own];
            refreshFinish({ secret, keyPackage, publicKeyPackage, peerPackage, peerShare: shareForPeer });
          };
          expect(act).toThrow(blame(liar));
          expect(act).toThrow(SessionStateError);
        }),
        runs(40),
      );
    },
    deepTimeout,
  );

  test(
    "error: S60: a wrong share, and a wrong update of the kit, name their sender",
    () => {
      const change = fc.oneof(
        flipOf(32),
        fc.constantFrom(
          () => new Uint8Array(32),
          () => numberToBytesBE(order, 32),
          (bytes: Uint8Array) => bytes.slice(1),
          () => undefined as unknown as Uint8Array,
        ),
      );
      fc.assert(
        fc.property(liars, change, (liar, spoil) => {
          const own = liar === 1 ? 3 : 1;
          const { packages, second, updates } = exchange(seededRng("share"));
          const finish = (peerShare: Uint8Array) =>
            refreshFinish({
              secret: second[own].secret,
              keyPackage: key.keyPackages[own],
              publicKeyPackage,
              peerPackage: packages[liar],
              peerShare,
            });
          expect(() => finish(spoil(second[liar].shareForPeer))).toThrow(blame(liar));
          expect(() => finish(second[liar].shareForPeer)).toThrow(SessionStateError);
          const kit = { keyPackage: key.keyPackages[2], publicKeyPackage, packages };
          const spoilt = { ...updates, [liar]: spoil(updates[liar]) };
          expect(() => applyRefresh({ ...kit, updates: spoilt })).toThrow(blame(liar));
        }),
        runs(40),
      );
    },
    deepTimeout,
  );

  test("behavior: the update polynomial is erased after use and after a lie", () => {
    for (const change of [(bytes: Uint8Array) => bytes, () => new Uint8Array(32)]) {
      const { packages, second } = exchange(seededRng("erase"));
      const { coefficient } = peekState(second[1].secret)!;
      const peerShare = change(second[3].shareForPeer);
      const keyPackage = key.keyPackages[1];
      try {
        refreshFinish({ secret: second[1].secret, keyPackage, publicKeyPackage, peerPackage: packages[3], peerShare });
      } catch (error) {
        expect(error).toBeInstanceOf(RefreshPeerError);
      }
      expect(coefficient).toEqual(new Uint8Array(32));
    }
    const { secret } = refreshRound1({ identifier: 1 });
    const { coefficient } = peekState(secret)!;
    expect(() => refreshRound2({ secret, peerPackage: new Uint8Array(35) })).toThrow(RefreshPeerError);
    expect(coefficient).toEqual(new Uint8Array(32));
  });

  test("error: S61: another package at the end than in round 2", () => {
    const { packages, second } = exchange(seededRng("swap"));
    const other = refreshRound1({ identifier: 3, rng: seededRng("other") }).package;
    expect(other).not.toEqual(packages[3]);
    const act = () =>
      refreshFinish({
        secret: second[1].secret,
        keyPackage: key.keyPackages[1],
        publicKeyPackage,
        peerPackage: other,
        peerShare: second[3].shareForPeer,
      });
    expect(act).toThrow(TranscriptMismatchError);
  });

  test("error: updates that cancel each other out refresh nothing", () => {
    const update = Point.BASE.multiply(5n);
    const current = { keyPackage: key.keyPackages[1], publicKeyPackage };
    expect(() => updatePackages(current, [5n, Fn.neg(5n)], [update, update.negate()])).toThrow(RetryRefreshError);
    const c1 = Point.fromBytes(publicKeyPackage.commitments[1]);
    expect(() => updatePackages(current, [1n], [c1.negate()])).toThrow(RetryRefreshError);
  });

  test("error: shares of another identifier or key; identifiers that do not refresh; states used twice", () => {
    const other = dealKey({ identifiers: [1, 2, 3], rng: seededRng("other key") });
    const { packages, second, updates } = exchange(seededRng("state"));
    const finish = (keyPackage: (typeof key.keyPackages)[1], secret = second[1].secret) =>
      refreshFinish({
        secret,
        keyPackage,
        publicKeyPackage,
        peerPackage: packages[3],
        peerShare: second[3].shareForPeer,
      });
    expect(() => finish(key.keyPackages[3])).toThrow(KeyPackageError);
    expect(() => finish(key.keyPackages[1])).toThrow(SessionStateError);
    expect(() => finish(other.keyPackages[1], exchange(seededRng("state")).second[1].secret)).toThrow(KeyPackageError);
    const kit = { publicKeyPackage, packages, updates };
    expect(() => applyRefresh({ ...kit, keyPackage: key.keyPackages[1] })).toThrow(KeyPackageError);
    expect(() => applyRefresh({ ...kit, keyPackage: other.keyPackages[2] })).toThrow(KeyPackageError);
    expect(() => refreshRound1({ identifier: 2 as OnlineIdentifier })).toThrow(InvalidParameterError);
    const { secret } = refreshRound1({ identifier: 1 });
    expect(() => finish(key.keyPackages[1], secret)).toThrow(SessionStateError);
    const round2 = refreshRound2({ secret: refreshRound1({ identifier: 1 }).secret, peerPackage: packages[3] });
    expect(() => refreshRound2({ secret: round2.secret, peerPackage: packages[3] })).toThrow(SessionStateError);
    expect(() => refreshRound2({ secret: round2.secret, peerPackage: packages[3] })).toThrow(SessionStateError);
  });
});

describe("assertRefreshPackageHash", () => {
  test("error: S60: another package or hash names the device", () => {
    const bytes = refreshRound1({ identifier: 3, rng: seededRng("hash") }).package;
    const hash = hashRefreshPackage(bytes);
    expect(() => assertRefreshPackageHash(bytes, hash)).not.toThrow();
    const wrong: [unknown, unknown][] = [
      [bytes.map((byte) => byte ^ 1), hash],
      [bytes, hash.slice(1)],
      [concatBytes(bytes, bytes), hash],
      [bytes, undefined],
      [undefined, hash],
    ];
    for (const [sent, announced] of wrong) {
      expect(() => assertRefreshPackageHash(sent as Uint8Array, announced as Uint8Array)).toThrow(RefreshPeerError);
    }
    expect(() => hashRefreshPackage(new Uint8Array(34))).toThrow(InvalidParameterError);
  });
});

import { numberToBytesBE } from "@noble/curves/utils.js";
import { concatBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flipOf, rngArbitrary } from "../../testing/arbitraries.ts";
import { generateKey, testSession } from "../../testing/generateKey.ts";
import { deepTimeout, runs } from "../../testing/runs.ts";
import { seededRng } from "../../testing/seededRng.ts";
import { signTogether } from "../../testing/signTogether.ts";
import { Fn, order, Point } from "../curve.ts";
import { DkgPeerError, InvalidParameterError, SessionStateError, TranscriptMismatchError } from "../errors.ts";
import { checkKeyPackage } from "../keys/checkKeyPackage.ts";
import { toPublicKeyX } from "../keys/publicKeyPackage.ts";
import { peekState } from "../SecretState.ts";
import { suite, toNobleIdentifier } from "../suite.ts";
import type { OnlineIdentifier } from "../types.ts";
import { verify } from "../verify.ts";
import { dkgFinish } from "./dkgFinish.ts";
import { dkgRound1 } from "./dkgRound1.ts";
import { dkgRound2 } from "./dkgRound2.ts";
import { assertTranscriptMatch, type DkgSession, selfTestDigest, transcriptHash } from "./transcript.ts";
import { assertDkgPackageHash, hashDkgPackage } from "./wire.ts";

const start = (seed: string) => ({
  server: dkgRound1({ identifier: 1, rng: seededRng(`${seed} server`) }),
  device: dkgRound1({ identifier: 3, rng: seededRng(`${seed} device`) }),
});
const blame = (identifier: OnlineIdentifier) => expect.objectContaining({ name: "DkgPeerError", identifier });

describe("dkgRound1, dkgRound2, dkgFinish", () => {
  test(
    "behavior: both sides agree, P has even y, the pair signs, share 2 lies on the same polynomial",
    () => {
      let odd = 0;
      fc.assert(
        fc.property(rngArbitrary, (rng) => {
          const { server, device, messages } = generateKey(rng);
          expect(server.publicKeyPackage).toEqual(device.publicKeyPackage);
          assertTranscriptMatch(server.transcriptHash, device.transcriptHash);
          checkKeyPackage(server.keyPackage, server.publicKeyPackage);
          checkKeyPackage(device.keyPackage, device.publicKeyPackage);
          expect(server.keyPackage.publicKey[0]).toBe(0x02);

          const sum = [messages.serverPackage, messages.devicePackage]
            .map((bytes) => Point.fromBytes(bytes.slice(2, 35)))
            .reduce((a, b) => a.add(b));
          if (sum.toBytes(true)[0] === 0x03) odd++;
          expect(toPublicKeyX(server.publicKeyPackage)).toEqual(sum.toBytes(true).slice(1));

          const secret = suite.combineSecret(
            [server.keyPackage, device.keyPackage].map(({ identifier, signingShare }) => ({
              identifier: toNobleIdentifier(identifier),
              signingShare: new Uint8Array(signingShare),
            })),
            { min: 2, max: 2 },
          );
          expect(Point.BASE.multiply(Fn.fromBytes(secret)).toBytes(true)).toEqual(server.keyPackage.publicKey);

          const digest = selfTestDigest(server.transcriptHash);
          const keyPackages = { 1: server.keyPackage, 3: device.keyPackage };
          const { publicKeyPackage } = server;
          const { signature } = signTogether({ keyPackages, publicKeyPackage, signers: [1, 3], digest, rng });
          expect(verify({ publicKey: toPublicKeyX(publicKeyPackage), digest, signature })).toBe(true);
        }),
        runs(40),
      );
      expect(odd).toBeGreaterThan(5);
    },
    deepTimeout,
  );

  test("behavior: default randomness gives a new package every time", () => {
    const packages = [1, 2].map(() => String(dkgRound1({ identifier: 1 }).package));
    expect(packages[0]).not.toBe(packages[1]);
  });

  test(
    "error: S60: any flipped bit of a round-1 package names its sender",
    () => {
      fc.assert(
        fc.property(fc.constantFrom<OnlineIdentifier>(1, 3), flipOf(133), (liar, flip) => {
          const { server, device } = start("flip");
          const [victim, other] = liar === 1 ? [device, server] : [server, device];
          const sent = other.package;
          const victimShare = dkgRound2({ secret: other.secret, peerPackage: victim.package }).shareForPeer;
          const run = () => {
            const peerPackage = flip(sent);
            // The proof of knowledge covers all but C1; a wrong C1 shows when the share is checked against it.
            const { secret } = dkgRound2({ secret: victim.secret, peerPackage });
            dkgFinish({ secret, peerPackage, peerShare: victimShare, session: testSession });
          };
          expect(run).toThrow(blame(liar));
          // The state is gone: no second try against the same polynomial.
          expect(() => dkgRound2({ secret: victim.secret, peerPackage: sent })).toThrow(SessionStateError);
        }),
        runs(80),
      );
    },
    deepTimeout,
  );

  test("error: S60: packages of other lengths, types, identifiers, and one's own sent back", () => {
    const make = () => start("shape");
    const { device, server } = make();
    const bad: unknown[] = [
      new Uint8Array(0),
      device.package.slice(0, 132),
      concatBytes(device.package, Uint8Array.of(0)),
      concatBytes(device.package, new Uint8Array(1 << 20)),
      server.package,
      concatBytes(Uint8Array.of(1, 3), server.package.slice(2)),
      concatBytes(Uint8Array.of(1, 2), device.package.slice(2)),
      concatBytes(device.package.slice(0, 2), new Uint8Array(33), device.package.slice(35)),
      concatBytes(device.package.slice(0, 101), numberToBytesBE(order, 32)),
      [...device.package],
      undefined,
      null,
    ];
    for (const peerPackage of bad) {
      expect(() => dkgRound2({ secret: make().server.secret, peerPackage: peerPackage as Uint8Array })).toThrow(
        blame(3),
      );
    }
  });

  test("error: S60: a peer that answers with a negated constant to cancel the key cannot prove it", () => {
    const { server, device } = start("rogue");
    const negated = Point.fromBytes(server.package.slice(2, 35)).negate().toBytes(true);
    const rogue = concatBytes(device.package.slice(0, 2), negated, device.package.slice(35));
    expect(() => dkgRound2({ secret: server.secret, peerPackage: rogue })).toThrow(blame(3));
  });

  test(
    "error: S60: any wrong round-2 share names its sender",
    () => {
      const wrongShares = fc.oneof(
        flipOf(32).map((flip) => flip),
        fc.constantFrom(
          () => new Uint8Array(32),
          () => numberToBytesBE(order, 32),
          (share: Uint8Array) => share.slice(1),
          (share: Uint8Array) => concatBytes(share, Uint8Array.of(0)),
          (share: Uint8Array) => Fn.toBytes(Fn.neg(Fn.fromBytes(share))),
          () => undefined as unknown as Uint8Array,
        ),
      );
      fc.assert(
        fc.property(fc.constantFrom<OnlineIdentifier>(1, 3), wrongShares, (liar, change) => {
          const { server, device } = start("share");
          const server2 = dkgRound2({ secret: server.secret, peerPackage: device.package });
          const device2 = dkgRound2({ secret: device.secret, peerPackage: server.package });
          const [victim, peerPackage, share] =
            liar === 1
              ? [device2, server.package, server2.shareForPeer]
              : [server2, device.package, device2.shareForPeer];
          const finish = (peerShare: Uint8Array) =>
            dkgFinish({ secret: victim.secret, peerPackage, peerShare, session: testSession });
          expect(() => finish(change(share))).toThrow(blame(liar));
          expect(() => finish(share)).toThrow(SessionStateError);
        }),
        runs(40),
      );
    },
    deepTimeout,
  );

  test("behavior: the polynomial is erased when a step fails, when the run is discarded and when it succeeds", () => {
    const coefficientsAfter = (act: (run: ReturnType<typeof start>) => void) => {
      const run = start("erase");
      const { state } = peekState(run.server.secret)!;
      expect(state.coefficients).toHaveLength(2);
      try {
        act(run);
      } catch (error) {
        expect(error).toBeInstanceOf(DkgPeerError);
      }
      return state.coefficients;
    };
    const finish = ({ server, device }: ReturnType<typeof start>, change: (share: Uint8Array) => Uint8Array) => {
      const { secret } = dkgRound2({ secret: server.secret, peerPackage: device.package });
      const { shareForPeer } = dkgRound2({ secret: device.secret, peerPackage: server.package });
      const peerShare = change(shareForPeer);
      dkgFinish({ secret, peerPackage: device.package, peerShare, session: testSession });
    };
    expect(coefficientsAfter(({ server }) => server.secret.discard())).toBeUndefined();
    const peerPackage = new Uint8Array(133);
    expect(coefficientsAfter(({ server }) => dkgRound2({ secret: server.secret, peerPackage }))).toBeUndefined();
    expect(coefficientsAfter((run) => finish(run, () => new Uint8Array(32)))).toBeUndefined();
    expect(coefficientsAfter((run) => finish(run, (share) => share))).toBeUndefined();
  });

  test("error: S61: another package of the peer at the end than in round 2", () => {
    const { server, device } = start("swap");
    const again = start("swap again").device;
    const server2 = dkgRound2({ secret: server.secret, peerPackage: device.package });
    const device2 = dkgRound2({ secret: device.secret, peerPackage: server.package });
    const finish = (peerPackage: Uint8Array) =>
      dkgFinish({ secret: server2.secret, peerPackage, peerShare: device2.shareForPeer, session: testSession });
    expect(() => finish(again.package)).toThrow(TranscriptMismatchError);
    expect(() => finish(device.package)).toThrow(SessionStateError);
  });

  test("error: steps out of order, twice, or after discard", () => {
    const { server, device } = start("order");
    const peerPackage = device.package;
    const finish = (secret: typeof server.secret) =>
      dkgFinish({ secret, peerPackage, peerShare: new Uint8Array(32).fill(1), session: testSession });
    expect(() => finish(server.secret)).toThrow(SessionStateError);
    const second = dkgRound2({ secret: server.secret, peerPackage });
    expect(() => dkgRound2({ secret: server.secret, peerPackage })).toThrow(SessionStateError);
    expect(() => dkgRound2({ secret: second.secret, peerPackage })).toThrow(SessionStateError);
    expect(() => finish(second.secret)).toThrow(SessionStateError);
    device.secret.discard();
    expect(() => dkgRound2({ secret: device.secret, peerPackage: server.package })).toThrow(SessionStateError);
    expect(() => dkgRound2({ secret: {} as typeof server.secret, peerPackage })).toThrow(SessionStateError);
  });

  test("error: an identifier that does not generate keys; a generator of short answers", () => {
    for (const identifier of [0, 2, 4, "1"]) {
      expect(() => dkgRound1({ identifier: identifier as OnlineIdentifier })).toThrow(InvalidParameterError);
    }
    expect(() => dkgRound1({ identifier: 1, rng: () => new Uint8Array(1) })).toThrow(InvalidParameterError);
  });

  test("behavior: no secret is visible in states, errors or results printed by accident", () => {
    const { server } = start("print");
    expect(JSON.stringify(server.secret)).toBe('"[secret]"');
    expect(Reflect.ownKeys(server.secret)).toEqual([]);
  });
});

describe("assertDkgPackageHash", () => {
  test("behavior: accepts the package that was announced", () => {
    const { device } = start("hash");
    expect(() => assertDkgPackageHash(device.package, hashDkgPackage(device.package))).not.toThrow();
  });

  test("error: S60: another package, or another hash, names the device", () => {
    const { device } = start("hash");
    const other = start("other hash").device;
    const hash = hashDkgPackage(device.package);
    for (const [bytes, announced] of [
      [other.package, hash],
      [device.package, hash.slice(1)],
      [device.package, new Uint8Array(0)],
      [device.package.slice(1), hash],
      [device.package, undefined],
      [undefined, hash],
    ]) {
      expect(() => assertDkgPackageHash(bytes as Uint8Array, announced as Uint8Array)).toThrow(DkgPeerError);
    }
    expect(() => hashDkgPackage(new Uint8Array(132))).toThrow(InvalidParameterError);
  });
});

describe("transcriptHash", () => {
  const { messages, server } = generateKey(seededRng("transcript"));
  const parameters = {
    session: testSession,
    serverPackage: messages.serverPackage,
    devicePackage: messages.devicePackage,
    publicKeyX: toPublicKeyX(server.publicKeyPackage),
  };

  test("behavior: is what the key generation returns", () => {
    expect(transcriptHash(parameters)).toEqual(server.transcriptHash);
  });

  test("behavior: S61: every part changes it, also bytes moved from one part to the next", () => {
    const change = (session: Partial<DkgSession>) => ({ ...parameters, session: { ...testSession, ...session } });
    const variants = [
      parameters,
      change({ sessionId: new Uint8Array(16) }),
      change({ serverHpkeKey: testSession.deviceHpkeKey, deviceHpkeKey: testSession.serverHpkeKey }),
      change({ serverHpkeKey: new Uint8Array(32) }),
      change({ deviceHpkeKey: new Uint8Array(32) }),
      change({ requestKey: new Uint8Array(65) }),
      change({ sessionId: new Uint8Array(17).fill(0x11) }),
      change({
        sessionId: concatBytes(testSession.sessionId, testSession.serverHpkeKey.slice(0, 1)),
        serverHpkeKey: testSession.serverHpkeKey.slice(1),
      }),
      { ...parameters, serverPackage: messages.devicePackage, devicePackage: messages.serverPackage },
      { ...parameters, publicKeyX: new Uint8Array(32) },
    ];
    expect(new Set(variants.map((variant) => String(transcriptHash(variant)))).size).toBe(variants.length);
  });

  test("error: S61: a mismatch aborts", () => {
    const own = server.transcriptHash;
    expect(() => assertTranscriptMatch(own, own.slice())).not.toThrow();
    for (const peer of [own.map((byte) => byte ^ 1), own.slice(1), new Uint8Array(0), undefined, "x"]) {
      expect(() => assertTranscriptMatch(own, peer as Uint8Array)).toThrow(TranscriptMismatchError);
    }
  });

  test("error: S61: a session that differs on the two sides is noticed", () => {
    const rng = seededRng("session");
    const a = generateKey(rng, testSession);
    const b = generateKey(seededRng("session"), { ...testSession, deviceHpkeKey: new Uint8Array(32) });
    expect(a.server.publicKeyPackage).toEqual(b.device.publicKeyPackage);
    expect(() => assertTranscriptMatch(a.server.transcriptHash, b.device.transcriptHash)).toThrow(
      TranscriptMismatchError,
    );
  });
});

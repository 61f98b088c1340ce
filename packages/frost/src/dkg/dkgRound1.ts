import { randomBytes } from "@noble/hashes/utils.js";
import { assertOnlineIdentifier } from "../keys/identifiers.ts";
import { toNobleRng } from "../nobleRng.ts";
import { suite, toNobleIdentifier } from "../suite.ts";
import type { OnlineIdentifier, Rng } from "../types.ts";
import { createDkgSecret, type DkgSecret } from "./state.ts";
import { encodeDkgPackage } from "./wire.ts";

export type DkgRound1Parameters = {
  /** 1 (server) or 3 (device). Share 2 is made later, by enrolment. */
  readonly identifier: OnlineIdentifier;
  readonly rng?: Rng;
};

export type DkgRound1ReturnType = {
  readonly secret: DkgSecret;
  /** 133 bytes for the peer. The device sends `hashDkgPackage` of it first. */
  readonly package: Uint8Array;
};

/** Starts a key generation: draws a polynomial of degree 1 and proves knowledge of its constant term. */
export function dkgRound1({ identifier, rng = randomBytes }: DkgRound1Parameters): DkgRound1ReturnType {
  assertOnlineIdentifier(identifier);
  const nobleIdentifier = toNobleIdentifier(identifier);
  const { secret: state, public: round1 } = suite.DKG.round1(
    nobleIdentifier,
    { min: 2, max: 2 },
    undefined,
    toNobleRng(rng),
  );
  const ownPackage = encodeDkgPackage(identifier, round1);
  return { secret: createDkgSecret({ identifier, state, ownPackage }), package: ownPackage.slice() };
}

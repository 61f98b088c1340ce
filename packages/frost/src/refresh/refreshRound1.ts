import { randomBytes } from "@noble/hashes/utils.js";
import { Fn, Point } from "../curve.ts";
import { assertOnlineIdentifier } from "../keys/identifiers.ts";
import { toNobleRng } from "../nobleRng.ts";
import { suite } from "../suite.ts";
import type { OnlineIdentifier, Rng } from "../types.ts";
import { createRefreshSecret, type RefreshSecret } from "./state.ts";
import { encodeRefreshPackage } from "./wire.ts";

export type RefreshRound1Parameters = {
  /** 1 (server) or 3 (device). */
  readonly identifier: OnlineIdentifier;
  readonly rng?: Rng;
};

export type RefreshRound1ReturnType = {
  readonly secret: RefreshSecret;
  /** 35 public bytes for the peer. The device sends `hashRefreshPackage` of it first. */
  readonly package: Uint8Array;
};

/**
 * Starts a refresh: draws an update polynomial g(x) = a·x, whose constant term is zero, so that the group key stays.
 * @throws InvalidParameterError
 */
export function refreshRound1({ identifier, rng = randomBytes }: RefreshRound1Parameters): RefreshRound1ReturnType {
  assertOnlineIdentifier(identifier);
  const coefficient = suite.utils.randomScalar(toNobleRng(rng));
  const ownPackage = encodeRefreshPackage(identifier, Point.BASE.multiply(Fn.fromBytes(coefficient)));
  return { secret: createRefreshSecret({ identifier, coefficient, ownPackage }), package: ownPackage.slice() };
}

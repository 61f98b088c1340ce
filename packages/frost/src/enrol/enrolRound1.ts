import { randomBytes } from "@noble/hashes/utils.js";
import { Fn, Point } from "../curve.ts";
import { checkKeyPackage } from "../keys/checkKeyPackage.ts";
import { assertOnlineIdentifier, toPeer } from "../keys/identifiers.ts";
import { toNobleRng } from "../nobleRng.ts";
import { suite } from "../suite.ts";
import type { KeyPackage, PublicKeyPackage, Rng } from "../types.ts";
import { createEnrolSecret, type EnrolSecret } from "./state.ts";
import { encodeEnrolPackage, half } from "./wire.ts";

export type EnrolRound1Parameters = {
  /** The helper's share: 1 or 3. */
  readonly keyPackage: KeyPackage;
  readonly publicKeyPackage: PublicKeyPackage;
  readonly rng?: Rng;
};

export type EnrolRound1ReturnType = {
  readonly secret: EnrolSecret;
  /** 68 public bytes for the other helper and for the receiver of share 2. */
  readonly package: Uint8Array;
  /** 32-byte secret scalar. Seal it to the other helper's HPKE key, then zeroize it. */
  readonly partForPeer: Uint8Array;
};

/**
 * Starts making share 2 from shares 1 and 3, which stay as they are (the repair protocol of Laing and Stinson).
 * A helper splits its contribution, half its share, in two random parts: one stays, one goes to the other helper.
 *
 * @throws KeyPackageError, InvalidParameterError
 */
export function enrolRound1(parameters: EnrolRound1Parameters): EnrolRound1ReturnType {
  const { keyPackage, publicKeyPackage, rng = randomBytes } = parameters;
  const { identifier, signingShare } = keyPackage;
  assertOnlineIdentifier(identifier);
  checkKeyPackage(keyPackage, publicKeyPackage);

  const ownPart = suite.utils.randomScalar(toNobleRng(rng));
  const own = Fn.fromBytes(ownPart);
  const peerPart = Fn.sub(Fn.mul(half, Fn.fromBytes(signingShare)), own);
  const peer = toPeer(identifier);
  const images = { [identifier]: Point.BASE.multiply(own), [peer]: Point.BASE.multiply(peerPart) } as const;
  return {
    secret: createEnrolSecret({ identifier, publicKeyPackage, ownPart }),
    package: encodeEnrolPackage(identifier, images as { 1: typeof Point.BASE; 3: typeof Point.BASE }), // both keys
    partForPeer: Fn.toBytes(peerPart),
  };
}

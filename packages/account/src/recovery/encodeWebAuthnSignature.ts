import { p256 } from "@noble/curves/nist.js";
import { bytesToHex, encodeAbiParameters, type Hex, parseAbiParameters } from "viem";
import { InvalidAssertionError } from "./errors.ts";

export type WebAuthnAssertion = {
  readonly authenticatorData: Uint8Array;
  readonly clientDataJSON: string;
  /** ASN.1 DER, as an authenticator gives it. */
  readonly signature: Uint8Array;
};

const parameters = parseAbiParameters(
  "bytes32 r, bytes32 s, uint256 challengeIndex, uint256 typeIndex, bytes authenticatorData, string clientDataJSON",
);

/**
 * A passkey's assertion as the signature of a guardian whose verifier is `WebAuthnVerifier.sol`: `abi.encode` of
 * OpenZeppelin's `WebAuthn.WebAuthnAuth`, with the lower of both values of s, which the verifier insists on.
 *
 * @throws InvalidAssertionError
 */
export function encodeWebAuthnSignature({ authenticatorData, clientDataJSON, signature }: WebAuthnAssertion): Hex {
  const { r, s } = parseSignature(signature);
  const challengeIndex = clientDataJSON.indexOf('"challenge"');
  const typeIndex = clientDataJSON.indexOf('"type"');
  if (challengeIndex < 0 || typeIndex < 0) throw new InvalidAssertionError("its client data names no challenge");
  const encode = (value: bigint): Hex => bytesToHex(p256.Point.Fn.toBytes(value));
  return encodeAbiParameters(parameters, [
    encode(r),
    encode(s),
    BigInt(challengeIndex),
    BigInt(typeIndex),
    bytesToHex(authenticatorData),
    clientDataJSON,
  ]);
}

function parseSignature(signature: Uint8Array): { readonly r: bigint; readonly s: bigint } {
  try {
    const { r, s } = p256.Signature.fromBytes(signature, "der");
    const { Fn } = p256.Point;
    return { r, s: s > Fn.ORDER / 2n ? Fn.neg(s) : s };
  } catch (cause) {
    throw new InvalidAssertionError(`its signature is not DER: ${cause instanceof Error ? cause.message : "unknown"}`);
  }
}

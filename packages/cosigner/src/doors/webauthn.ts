import { verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import type { Assertion, Registration } from "@tandem/protocol";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { verifyPlainAssertion } from "./verifyPlainAssertion.ts";

/** A passkey as the service keeps it. */
export type RegisteredCredential = {
  readonly credentialId: Buffer;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly backedUp: boolean;
};

/** EdDSA, ES256, RS256 (COSE). */
const algorithms = [-8, -7, -257];

/**
 * Checks a registration: challenge, origin, rp id, user verification, signature of the attestation if there is one.
 *
 * @param challenge - base64url, already taken out of the database.
 * @throws ServiceError `request_malformed`
 */
export async function verifyRegistration(
  { config }: Context,
  registration: Registration,
  challenge: string,
): Promise<RegisteredCredential> {
  const result = await verifyRegistrationResponse({
    // The same JSON; the library's type has optional members without `undefined`.
    response: registration as Parameters<typeof verifyRegistrationResponse>[0]["response"],
    expectedChallenge: challenge,
    expectedOrigin: [...config.origins],
    expectedRPID: config.rpId,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch((cause: unknown) => {
    throw new ServiceError("request_malformed", "The passkey registration is refused.", {
      action: "Create the passkey again, on this page, with its screen lock or PIN.",
      cause,
    });
  });
  if (!result.verified) throw new ServiceError("request_malformed", "The passkey registration does not verify.");
  const { credential, credentialBackedUp } = result.registrationInfo;
  return {
    credentialId: Buffer.from(credential.id, "base64url"),
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: registration.response.transports ?? [],
    backedUp: credentialBackedUp,
  };
}

export type VerifyAssertionParameters = {
  readonly assertion: Assertion;
  /** base64url */
  readonly challenge: string;
  /** COSE key of the credential that `assertion.id` names. */
  readonly publicKey: Uint8Array;
};

/**
 * Checks an assertion: challenge, origin, rp id, user verification, signature. The counter is the caller's to compare,
 * in the transaction that uses the assertion.
 *
 * @returns the authenticator's counter.
 * @throws ServiceError `step_up_required`
 */
export async function verifyAssertion(
  { config }: Context,
  { assertion, challenge, publicKey }: VerifyAssertionParameters,
): Promise<number> {
  const { origins, rpId } = config;
  const plain = verifyPlainAssertion({ assertion, challenge, publicKey, origins, rpId });
  if (plain.outcome === "verified") return plain.counter;
  if (plain.outcome === "refused") throw assertionRefused();
  const result = await verifyAuthenticationResponse({
    // The same JSON; the library's type has optional members without `undefined`.
    response: assertion as Parameters<typeof verifyAuthenticationResponse>[0]["response"],
    expectedChallenge: challenge,
    expectedOrigin: [...config.origins],
    expectedRPID: config.rpId,
    requireUserVerification: true,
    credential: { id: assertion.id, publicKey: new Uint8Array(publicKey), counter: 0 },
  }).catch((cause: unknown) => {
    throw assertionRefused(cause);
  });
  if (!result.verified) throw assertionRefused();
  return result.authenticationInfo.newCounter;
}

export function assertionRefused(cause?: unknown): ServiceError {
  return new ServiceError("step_up_required", "The passkey's answer is not for exactly this request.", { cause });
}

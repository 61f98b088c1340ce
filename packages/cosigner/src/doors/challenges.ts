import { bytesToBase64url } from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { type ChallengePurpose, insertChallenge } from "../store/index.ts";

const challengeLifetimeMs = 10 * 60_000;

export type IssuedChallenge = { readonly challenge: string; readonly challengeId: string; readonly expiresAt: number };

/** A WebAuthn challenge for this request key: 32 random bytes, answered once, within 10 minutes. */
export async function issueChallenge(
  { database, now, randomBytes }: Context,
  parameters: { readonly purpose: ChallengePurpose; readonly accountId: Hex | undefined; readonly keyId: Hex },
): Promise<IssuedChallenge> {
  const challenge = randomBytes(32);
  const challengeId = randomBytes(16);
  const expiresAt = Math.round(now()) + challengeLifetimeMs;
  await insertChallenge(database, { ...parameters, challenge, challengeId, expiresAt: new Date(expiresAt) });
  return { challenge: bytesToBase64url(challenge), challengeId: bytesToBase64url(challengeId), expiresAt };
}

/**
 * The challenge that a WebAuthn answer says it answers: it finds the row, and the answer is then verified against the
 * row. Undefined when the answer cannot be read.
 */
export function readClientChallenge(clientDataJSON: string): Uint8Array | undefined {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString("utf8"));
    if (typeof data !== "object" || data === null || !("challenge" in data)) return undefined;
    const { challenge } = data;
    return typeof challenge === "string" && challenge.length <= 64 ? Buffer.from(challenge, "base64url") : undefined;
  } catch {
    return undefined;
  }
}

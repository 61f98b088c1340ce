import { hashGuardianConfig } from "@tandem/account";
import { type GuardianConfig, hexToBytes, type SigningRequest } from "@tandem/protocol";
import type { Context } from "../context.ts";
import { requireKey } from "../doors/index.ts";
import type { RuleFinding } from "../policy/index.ts";
import { type AccountRecord, isWaitOver } from "../store/index.ts";
import { getStandingGuardians } from "./getStandingGuardians.ts";

/** So long after its creation an account gets its first guardians without a wait; later they wait as long. */
export const guardianWaitSeconds = 24 * 3600;

/**
 * Guardians can take an account over, so on an account that is older than a day the first ones wait, and the owner is
 * told. What the account is asked to sign has to be exactly what waited.
 */
export async function reviewFirstGuardians(
  { database, now }: Context,
  record: AccountRecord,
  request: SigningRequest,
): Promise<readonly RuleFinding[]> {
  if (request.kind !== "firstGuardians") return [];
  if (now() - record.createdAt.getTime() < guardianWaitSeconds * 1000) return [];
  const { accountId } = record;
  // They guard already, or are signed to: a later key, or a further network, changes nobody.
  const standing = await getStandingGuardians(database, requireKey(record).address);
  if (standing && hashGuardianConfig(standing, 1n) === hashGuardianConfig(request.config, 1n)) return [];
  if (await isWaitOver(database, { accountId, ...toGuardianWait(request.config) })) return [];
  return [{ name: "wait-24h", detail: "Guardians of an account that is older than a day wait for 24 hours." }];
}

/** What names the wait for a configuration. */
export function toGuardianWait(config: GuardianConfig): { readonly kind: string; readonly subject: Uint8Array } {
  return { kind: "first-guardians", subject: hexToBytes(hashGuardianConfig(config, 1n)) };
}

import { type GuardianConfig, hashGuardianConfig } from "@tandem/account";
import type { Facts } from "@tandem/protocol";

/** What a wait tells of the guardians it is for: enough for the owner's devices to find it again for the list they have. */
export function toGuardianFacts(config: GuardianConfig): Facts {
  const { commitments, threshold } = config;
  return { guardians: commitments.length, threshold, configHash: hashGuardianConfig(config, 1n) };
}

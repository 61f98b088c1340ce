import { hashGuardianConfig } from "@tandem/account";
import type { GuardianConfig } from "@tandem/protocol";
import type { Address } from "viem";
import type { Database } from "../store/index.ts";
import { getRecoverySource } from "../store/index.ts";

/**
 * The guardians that the owner means, as far as the service knows: those that a change has put in place last, on whichever
 * network; before any change, those signed as the first.
 */
export async function getStandingGuardians(database: Database, address: Address): Promise<GuardianConfig | undefined> {
  const source = await getRecoverySource(database, address);
  return findChanged(source) ?? source?.first?.config;
}

/** Whether a change on any network has put others in the place of these, signed as the first: they must not come back. */
export async function isSuperseded(database: Database, address: Address, first: GuardianConfig): Promise<boolean> {
  const changed = findChanged(await getRecoverySource(database, address));
  return changed !== undefined && hashGuardianConfig(changed, 1n) !== hashGuardianConfig(first, 1n);
}

function findChanged(source: Awaited<ReturnType<typeof getRecoverySource>>): GuardianConfig | undefined {
  return source?.applied.find(({ configEpoch }) => configEpoch > 1)?.config;
}

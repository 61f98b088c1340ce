import { getGuardianConfiguration, hashGuardianConfig } from "@tandem/account";
import type { GuardianConfig } from "@tandem/protocol";
import type { Address } from "viem";
import type { Context } from "../context.ts";
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

/**
 * Whether a change on any network has put others in the place of these, signed as the first: they must not come back. Also by
 * a change that has not settled yet.
 */
export async function isSuperseded(
  { database, chains }: Pick<Context, "chains" | "database">,
  address: Address,
  first: GuardianConfig,
): Promise<boolean> {
  const source = await getRecoverySource(database, address);
  const changed = findChanged(source);
  if (changed && hashGuardianConfig(changed, 1n) !== hashGuardianConfig(first, 1n)) return true;
  const fresh = await Promise.all(
    chains.all.map(async ({ chainKey, client }) => {
      // What a chain that does not answer had before is known.
      const state = await getGuardianConfiguration(client, { address }).catch(() => undefined);
      const settled = source?.applied.find((applied) => applied.chainKey === chainKey)?.configEpoch ?? 1;
      if (!state || state.configEpoch <= BigInt(settled)) return false;
      return hashGuardianConfig(first, state.configEpoch) !== state.configHash;
    }),
  );
  return fresh.includes(true);
}

function findChanged(source: Awaited<ReturnType<typeof getRecoverySource>>): GuardianConfig | undefined {
  return source?.applied.find(({ configEpoch }) => configEpoch > 1)?.config;
}

import type { GuardianConfig } from "@tandem/protocol";
import type { Address } from "viem";
import type { Database } from "../store/index.ts";
import { getRecoverySource } from "../store/index.ts";

/** The first guardians that the owner has signed, unless others have taken their place: these must not come back. */
export async function getStandingFirst(database: Database, address: Address): Promise<GuardianConfig | undefined> {
  const source = await getRecoverySource(database, address);
  const isOver = source?.applied.some(({ configEpoch }) => configEpoch > 1) ?? false;
  return isOver ? undefined : source?.first?.config;
}

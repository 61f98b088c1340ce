import { hashGuardianConfig, type StartRecovery } from "@tandem/account";
import { hexToBigInt } from "viem";
import type { RecoveryRecord } from "../store/index.ts";

/** The message that guardians sign. */
export function toStartRecovery(
  recovery: Pick<RecoveryRecord, "chainIds" | "deadline" | "guardians" | "newOwner" | "nonce" | "ownerEpoch">,
): StartRecovery {
  const { chainIds, deadline, guardians, newOwner, nonce, ownerEpoch } = recovery;
  return {
    newOwner,
    ownerEpoch: BigInt(ownerEpoch),
    configHash: hashGuardianConfig(guardians.config, BigInt(guardians.configEpoch)),
    nonce: hexToBigInt(nonce),
    deadline,
    chainIds: chainIds.map(BigInt),
  };
}

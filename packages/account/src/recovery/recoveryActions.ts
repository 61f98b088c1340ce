import type { Client } from "viem";
import {
  type GetGuardianConfigurationParameters,
  type GuardianConfiguration,
  getGuardianConfiguration,
} from "./getGuardianConfiguration.ts";
import { type GetOwnerParameters, getOwner } from "./getOwner.ts";
import { type GetRecoveryParameters, getRecovery, type Recovery } from "./getRecovery.ts";
import { type IsRecoveryApprovedParameters, isRecoveryApproved } from "./isRecoveryApproved.ts";

export type RecoveryActions = {
  readonly getGuardianConfiguration: (parameters: GetGuardianConfigurationParameters) => Promise<GuardianConfiguration>;
  readonly getOwner: (parameters: GetOwnerParameters) => ReturnType<typeof getOwner>;
  readonly getRecovery: (parameters: GetRecoveryParameters) => Promise<Recovery | undefined>;
  readonly isRecoveryApproved: (parameters: IsRecoveryApprovedParameters) => Promise<boolean>;
};

/**
 * Reads guardians and recovery of an account with a viem client.
 *
 * @example
 * const client = createPublicClient({ chain, transport: http() }).extend(recoveryActions);
 * const recovery = await client.getRecovery({ address });
 */
export function recoveryActions(client: Client): RecoveryActions {
  return {
    getGuardianConfiguration: (parameters) => getGuardianConfiguration(client, parameters),
    getOwner: (parameters) => getOwner(client, parameters),
    getRecovery: (parameters) => getRecovery(client, parameters),
    isRecoveryApproved: (parameters) => isRecoveryApproved(client, parameters),
  };
}

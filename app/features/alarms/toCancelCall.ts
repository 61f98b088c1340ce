import { accountAbi } from "@tandem/account";
import type { Call } from "@tandem/client";
import { type Address, encodeFunctionData } from "viem";
import type { RunningDanger } from "@/features/alarms/runningDangers";

const functionNames = {
  "recovery-started": "cancelRecovery",
  "guardians-scheduled": "cancelGuardians",
  "upgrade-scheduled": "cancelUpgrade",
} as const;

/** The call of the account to itself that stops it. */
export function toCancelCall(account: Address, kind: RunningDanger["kind"]): Call {
  return { to: account, data: encodeFunctionData({ abi: accountAbi, functionName: functionNames[kind] }) };
}

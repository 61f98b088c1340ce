import { accountAbi, accountFactoryAbi, readRefusedGuardian } from "@tandem/account";
import { decodeErrorResult, type Hex } from "viem";

/** What a call reverted with, as a job keeps it: the error's name, and whose approval an account has refused. */
export function nameRevert(data: Hex): string {
  const guardian = readRefusedGuardian(data);
  if (guardian) return `InvalidApproval:${guardian}`;
  try {
    return decodeErrorResult({ abi: [...accountAbi, ...accountFactoryAbi], data }).errorName;
  } catch {
    return "reverted";
  }
}

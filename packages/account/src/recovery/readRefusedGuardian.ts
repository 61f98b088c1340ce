import { BaseError, decodeErrorResult, type Hex, isHex } from "viem";
import { accountAbi } from "../generated/abi.ts";

/**
 * The guardian whose approval made the account refuse a recovery, out of what its call reverted with: a contract may say no
 * to what it said yes to before. The others' approvals are good without it.
 *
 * @param failure What the call was rejected with, or the data it reverted with.
 */
export function readRefusedGuardian(failure: unknown): Hex | undefined {
  const data = isHex(failure) ? failure : readData(failure);
  if (!data) return undefined;
  try {
    const { errorName, args } = decodeErrorResult({ abi: accountAbi, data });
    return errorName === "InvalidApproval" ? args[0] : undefined;
  } catch {
    return undefined;
  }
}

function readData(error: unknown): Hex | undefined {
  if (!(error instanceof BaseError)) return undefined;
  const found = error.walk((cause) => typeof cause === "object" && cause !== null && "data" in cause);
  const data = found && "data" in found ? found.data : undefined;
  return isHex(data) ? data : undefined;
}

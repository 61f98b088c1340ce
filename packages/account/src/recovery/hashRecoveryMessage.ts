import { type Address, type Hex, hashTypedData } from "viem";
import { getRecoveryTypedData } from "./getRecoveryTypedData.ts";
import type { RecoveryMessage } from "./types.ts";

/** The EIP-712 digest of a chain-less message of `account`: what its guardians, its owner or its new key sign. */
export function hashRecoveryMessage(account: Address, message: RecoveryMessage): Hex {
  return hashTypedData(getRecoveryTypedData(account, message));
}

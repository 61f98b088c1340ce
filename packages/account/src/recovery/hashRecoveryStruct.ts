import { type Hex, hashStruct } from "viem";
import { recoveryTypes } from "./recoveryTypes.ts";
import type { RecoveryMessage } from "./types.ts";

/** The EIP-712 struct hash of a chain-less message. Of a StartRecovery it is the account's `recoveryHash`. */
export function hashRecoveryStruct({ primaryType, message }: RecoveryMessage): Hex {
  return hashStruct({ types: recoveryTypes, primaryType, data: message });
}

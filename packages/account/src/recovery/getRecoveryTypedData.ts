import type { Address, TypedDataDefinition } from "viem";
import { recoveryTypes } from "./recoveryTypes.ts";
import type { RecoveryMessage } from "./types.ts";

/**
 * A chain-less message as EIP-712 typed data: what a guardian's wallet shows and signs (`eth_signTypedData_v4`). The
 * domain is name "Tandem Recovery", version "1" and the account, without a chain id.
 */
export function getRecoveryTypedData(account: Address, { primaryType, message }: RecoveryMessage): TypedDataDefinition {
  return {
    domain: { name: "Tandem Recovery", version: "1", verifyingContract: account },
    types: { [primaryType]: [...recoveryTypes[primaryType]] } as unknown as TypedDataDefinition["types"], // viem types a struct by its name
    primaryType,
    message,
  };
}

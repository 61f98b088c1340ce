import type { Address, Hex, TypedDataDefinition } from "viem";

/** What a guardian says to the owner; no contract reads it. */
export type GuardianMessage =
  | { readonly primaryType: "AcceptGuardian"; readonly message: { readonly inviteId: string; readonly signer: Hex } }
  | { readonly primaryType: "GuardianPresence"; readonly message: { readonly inviteId: string; readonly at: number } };

const types = {
  AcceptGuardian: [
    { name: "inviteId", type: "string" },
    { name: "signer", type: "bytes" },
  ],
  GuardianPresence: [
    { name: "inviteId", type: "string" },
    { name: "at", type: "uint48" },
  ],
} as const;

/** A guardian's message as EIP-712 typed data: domain "Tandem Guardian", version "1", for this account. */
export function getGuardianTypedData(account: Address, { primaryType, message }: GuardianMessage): TypedDataDefinition {
  return {
    domain: { name: "Tandem Guardian", version: "1", verifyingContract: account },
    types: { [primaryType]: [...types[primaryType]] } as unknown as TypedDataDefinition["types"], // as in recovery
    primaryType,
    message,
  };
}

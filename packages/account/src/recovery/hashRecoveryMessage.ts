import { type Address, type Hex, hashStruct, hashTypedData } from "viem";
import type { StartRecoveryStruct } from "./types.ts";

/** The EIP-712 types under the domain "Tandem Recovery", which names no chain: see RecoveryDomain.sol, IRecovery.sol. */
export const recoveryTypes = {
  RotateOwner: [
    { name: "newOwner", type: "bytes32" },
    { name: "ownerEpoch", type: "uint64" },
  ],
  InstallOwner: [{ name: "newOwner", type: "bytes32" }],
  FirstGuardians: [{ name: "configHash", type: "bytes32" }],
  StartRecovery: [
    { name: "newOwner", type: "bytes32" },
    { name: "ownerEpoch", type: "uint64" },
    { name: "configHash", type: "bytes32" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint48" },
    { name: "chainIds", type: "uint256[]" },
  ],
  CancelRecovery: [
    { name: "recoveryHash", type: "bytes32" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint48" },
    { name: "chainIds", type: "uint256[]" },
  ],
} as const;

/** A message of an account's owner, new key or guardians that is valid on every chain it names, or on all. */
export type RecoveryMessage =
  | { readonly type: "RotateOwner"; readonly message: { readonly newOwner: Hex; readonly ownerEpoch: bigint } }
  | { readonly type: "InstallOwner"; readonly message: { readonly newOwner: Hex } }
  | { readonly type: "FirstGuardians"; readonly message: { readonly configHash: Hex } }
  | { readonly type: "StartRecovery"; readonly message: StartRecoveryStruct }
  | {
      readonly type: "CancelRecovery";
      readonly message: {
        readonly recoveryHash: Hex;
        readonly nonce: bigint;
        readonly deadline: number;
        readonly chainIds: readonly bigint[];
      };
    };

/** EIP-712 digest of a recovery message for the account at `address`: what its signer signs. 32 bytes. */
export function hashRecoveryMessage(address: Address, { type, message }: RecoveryMessage): Hex {
  return hashTypedData({
    domain: getRecoveryDomain(address),
    types: recoveryTypes,
    primaryType: type,
    // viem ties the message to `primaryType`, which the union above has tied already.
    message: message as never,
  });
}

/** EIP-712 domain of recovery messages: the account, and no chain. */
export function getRecoveryDomain(address: Address) {
  return { name: "Tandem Recovery", version: "1", verifyingContract: address } as const;
}

/** Struct hash of a recovery message, which names a StartRecovery on chain. */
export function hashRecoveryStruct({ type, message }: RecoveryMessage): Hex {
  return hashStruct({ data: message as Record<string, unknown>, primaryType: type, types: recoveryTypes as never });
}

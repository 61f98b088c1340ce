import { type Address, type Hex, hashTypedData } from "viem";
import { getRecoveryDomain } from "./getRecoveryDomain.ts";

export type HashRotateOwnerParameters = {
  readonly address: Address;
  /** x coordinate of the next owner key, 32 bytes. */
  readonly newOwner: Hex;
  /** How often the owner has changed before. */
  readonly ownerEpoch: bigint;
};

const types = {
  RotateOwner: [
    { name: "newOwner", type: "bytes32" },
    { name: "ownerEpoch", type: "uint64" },
  ],
} as const;

/** m, what the current owner signs to hand the account to the next key, on every chain that stands at that epoch. */
export function hashRotateOwner({ address, newOwner, ownerEpoch }: HashRotateOwnerParameters): Hex {
  const domain = getRecoveryDomain({ address });
  return hashTypedData({ domain, types, primaryType: "RotateOwner", message: { newOwner, ownerEpoch } });
}

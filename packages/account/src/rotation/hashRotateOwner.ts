import type { Address, Hex } from "viem";
import { hashRecoveryMessage } from "../recovery/index.ts";

export type HashRotateOwnerParameters = {
  readonly address: Address;
  /** x coordinate of the next owner key, 32 bytes. */
  readonly newOwner: Hex;
  /** How often the owner has changed before. */
  readonly ownerEpoch: bigint;
};

/** m, what the current owner signs to hand the account to the next key, on every chain that stands at that epoch. */
export function hashRotateOwner({ address, newOwner, ownerEpoch }: HashRotateOwnerParameters): Hex {
  return hashRecoveryMessage(address, { primaryType: "RotateOwner", message: { newOwner, ownerEpoch } });
}

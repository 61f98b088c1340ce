import type { Address, Hex } from "viem";
import { hashRecoveryMessage } from "../recovery/index.ts";

export type HashInstallOwnerParameters = {
  readonly address: Address;
  /** x coordinate of the next owner key, 32 bytes. */
  readonly newOwner: Hex;
};

/** m, what the next owner key signs to prove that somebody holds it. */
export function hashInstallOwner({ address, newOwner }: HashInstallOwnerParameters): Hex {
  return hashRecoveryMessage(address, { primaryType: "InstallOwner", message: { newOwner } });
}

import { type Address, type Hex, hashTypedData } from "viem";
import { getRecoveryDomain } from "./getRecoveryDomain.ts";

export type HashInstallOwnerParameters = {
  readonly address: Address;
  /** x coordinate of the next owner key, 32 bytes. */
  readonly newOwner: Hex;
};

const types = { InstallOwner: [{ name: "newOwner", type: "bytes32" }] } as const;

/** m, what the next owner key signs to prove that somebody holds it. */
export function hashInstallOwner({ address, newOwner }: HashInstallOwnerParameters): Hex {
  const domain = getRecoveryDomain({ address });
  return hashTypedData({ domain, types, primaryType: "InstallOwner", message: { newOwner } });
}

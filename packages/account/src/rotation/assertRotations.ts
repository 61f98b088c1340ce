import { verify } from "@tandem/frost";
import { hexToBytes, type Rotation } from "@tandem/protocol";
import type { Address, Hex } from "viem";
import { InvalidRotationError } from "../errors.ts";
import { hashInstallOwner } from "./hashInstallOwner.ts";
import { hashRotateOwner } from "./hashRotateOwner.ts";
import type { OwnerHistory } from "./listOwners.ts";

export type AssertRotationsParameters = OwnerHistory & {
  readonly address: Address;
  /** Key that is said to be the owner now. */
  readonly publicKey: Hex;
};

/**
 * Checks that the owner key follows from the birth key, or from the last key that guardians installed: each key signed
 * for the next one at its owner epoch, and the next one proved that somebody holds it. The account's contract checks the
 * same. Whether guardians did install `recovered.newOwner` only a chain can tell, or who has kept that key.
 *
 * @throws InvalidRotationError
 */
export function assertRotations(parameters: AssertRotationsParameters): void {
  const { address, birthKey, publicKey, rotations, recovered } = parameters;
  let owner = follow({ address, owner: birthKey, ownerEpoch: 0, rotations });
  let count = rotations.length;
  if (recovered) {
    const { newOwner, proof, ownerEpoch } = recovered;
    if (!isSigned(newOwner, hashInstallOwner({ address, newOwner }), proof)) {
      throw new InvalidRotationError(ownerEpoch - 1, "the key of the recovery did not sign it");
    }
    owner = follow({ address, owner: newOwner, ownerEpoch, rotations: recovered.rotations });
    count = ownerEpoch + recovered.rotations.length;
  }
  if (owner !== publicKey) throw new InvalidRotationError(count, "the owner is not the last key");
}

/** The last of the keys that follow from this one. */
function follow(parameters: {
  readonly address: Address;
  readonly owner: Hex;
  readonly ownerEpoch: number;
  readonly rotations: readonly Rotation[];
}): Hex {
  const { address, ownerEpoch, rotations } = parameters;
  let { owner } = parameters;
  for (const [index, { newOwner, proof, ownerSignature }] of rotations.entries()) {
    const at = ownerEpoch + index;
    const digest = hashRotateOwner({ address, newOwner, ownerEpoch: BigInt(at) });
    if (!isSigned(owner, digest, ownerSignature)) throw new InvalidRotationError(at, "the owner did not sign it");
    if (!isSigned(newOwner, hashInstallOwner({ address, newOwner }), proof)) {
      throw new InvalidRotationError(at, "the new key did not sign it");
    }
    owner = newOwner;
  }
  return owner;
}

function isSigned(publicKey: Hex, digest: Hex, signature: Hex): boolean {
  return verify({
    publicKey: hexToBytes(publicKey),
    digest: hexToBytes(digest),
    signature: hexToBytes(signature),
  });
}

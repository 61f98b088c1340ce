import { verify } from "@tandem/frost";
import { hexToBytes, type Rotation } from "@tandem/protocol";
import type { Address, Hex } from "viem";
import { InvalidRotationError } from "../errors.ts";
import { hashInstallOwner } from "./hashInstallOwner.ts";
import { hashRotateOwner } from "./hashRotateOwner.ts";

export type AssertRotationsParameters = {
  readonly address: Address;
  /** Key the address was made of. */
  readonly birthKey: Hex;
  /** Key that is said to be the owner now. */
  readonly publicKey: Hex;
  /** Oldest first. */
  readonly rotations: readonly Rotation[];
};

/**
 * Checks that the owner key follows from the birth key: each key signed for the next one, and the next one proved that
 * somebody holds it. The account's contract checks the same.
 *
 * @throws InvalidRotationError
 */
export function assertRotations({ address, birthKey, publicKey, rotations }: AssertRotationsParameters): void {
  let owner = birthKey;
  for (const [index, { newOwner, proof, ownerSignature }] of rotations.entries()) {
    const digest = hashRotateOwner({ address, newOwner, ownerEpoch: BigInt(index) });
    if (!isSigned(owner, digest, ownerSignature)) throw new InvalidRotationError(index, "the owner did not sign it");
    if (!isSigned(newOwner, hashInstallOwner({ address, newOwner }), proof)) {
      throw new InvalidRotationError(index, "the new key did not sign it");
    }
    owner = newOwner;
  }
  if (owner !== publicKey) throw new InvalidRotationError(rotations.length, "the owner is not the last key");
}

function isSigned(publicKey: Hex, digest: Hex, signature: Hex): boolean {
  return verify({
    publicKey: hexToBytes(publicKey),
    digest: hexToBytes(digest),
    signature: hexToBytes(signature),
  });
}

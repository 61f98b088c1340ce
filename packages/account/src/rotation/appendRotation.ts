import type { Rotation } from "@tandem/protocol";
import type { Address } from "viem";
import { InvalidRotationError } from "../errors.ts";
import { assertRotations } from "./assertRotations.ts";
import type { OwnerHistory } from "./listOwners.ts";

export type AppendRotationParameters = Omit<OwnerHistory, "recovered"> & {
  readonly address: Address;
  readonly rotation: Rotation;
};

/**
 * The rotations from the birth key on with one more; undefined where it does not follow from them: the last key has not
 * signed it at its owner epoch, or the new one has not proved itself.
 */
export function appendRotation(parameters: AppendRotationParameters): readonly Rotation[] | undefined {
  const { address, birthKey, rotation } = parameters;
  const rotations = [...parameters.rotations, rotation];
  try {
    assertRotations({ address, birthKey, rotations, publicKey: rotation.newOwner });
    return rotations;
  } catch (error) {
    if (error instanceof InvalidRotationError) return undefined;
    throw error;
  }
}

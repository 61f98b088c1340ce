import type { Recovered, Rotation } from "@tandem/protocol";
import type { Hex } from "viem";

/** How an account came to its owner key: from the birth key, or from the last one that guardians installed. */
export type OwnerHistory = {
  readonly birthKey: Hex;
  /** Oldest first, from the birth key on. */
  readonly rotations: readonly Rotation[];
  readonly recovered?: (Omit<Recovered, "rotations"> & { readonly rotations: readonly Rotation[] }) | undefined;
};

/** A key that is, or was, the owner. */
export type OwnerEntry = {
  readonly owner: Hex;
  /** How often the owner had changed when this key became it. */
  readonly ownerEpoch: number;
  /** What this key has signed for the next one; undefined for the present owner. */
  readonly next: Rotation | undefined;
};

/**
 * The keys that led to the present owner, oldest first and the present one last, each with its owner epoch. After a
 * recovery they begin with the key that guardians installed: what was before leads nowhere.
 */
export function listOwners({ birthKey, rotations, recovered }: OwnerHistory): readonly [OwnerEntry, ...OwnerEntry[]] {
  const start = recovered ?? { newOwner: birthKey, ownerEpoch: 0, rotations };
  const later = start.rotations.map(({ newOwner }, index) => ({
    owner: newOwner,
    ownerEpoch: start.ownerEpoch + index + 1,
    next: start.rotations[index + 1],
  }));
  return [{ owner: start.newOwner, ownerEpoch: start.ownerEpoch, next: start.rotations[0] }, ...later];
}

import { hashNode, isEqualHash, isTreeSize } from "./hashes.ts";

export type VerifyInclusionParameters = {
  /** `hashLeaf` of the entry. */
  readonly leafHash: Uint8Array;
  /** Place of the entry, from 0. */
  readonly index: number;
  /** Entries in the tree. */
  readonly size: number;
  readonly root: Uint8Array;
  /** Sibling hashes from the leaf upwards. */
  readonly proof: readonly Uint8Array[];
};

/** Whether the tree of this size and root has the entry at this index. RFC 9162 section 2.1.3.2. Never throws. */
export function verifyInclusion({ leafHash, index, size, root, proof }: VerifyInclusionParameters): boolean {
  if (!isTreeSize(size) || !isTreeSize(index) || index >= size || leafHash.length !== 32) return false;
  // Divided, not shifted: sizes are beyond the 32 bits of JavaScript's shifts.
  let position = index;
  let last = size - 1;
  let hash = leafHash;
  for (const sibling of proof) {
    if (last === 0 || sibling.length !== 32) return false;
    if (position % 2 === 1 || position === last) {
      hash = hashNode(sibling, hash);
      // The end of a ragged right edge: go up to where it has a left sibling.
      while (position % 2 === 0 && position !== 0) {
        position /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = hashNode(hash, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && isEqualHash(hash, root);
}

import { hashEmptyTree, hashNode, isEqualHash, isTreeSize } from "./hashes.ts";

/** A tree as a checkpoint names it. */
export type TreeHead = {
  /** Entries in the tree. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
};

export type VerifyConsistencyParameters = {
  readonly from: TreeHead;
  readonly to: TreeHead;
  readonly proof: readonly Uint8Array[];
};

/**
 * Whether `from` is the beginning of `to`: nothing of it was changed, taken out or reordered. RFC 9162 section 2.1.4.2;
 * two trees of one size are consistent when their roots are equal and the proof is empty, and every tree extends the
 * empty one. Never throws.
 */
export function verifyConsistency({ from, to, proof }: VerifyConsistencyParameters): boolean {
  if (!isTreeSize(from.size) || !isTreeSize(to.size) || from.size > to.size) return false;
  if (from.size === to.size) return proof.length === 0 && isEqualHash(from.root, to.root);
  if (from.size === 0) return proof.length === 0 && isEqualHash(from.root, hashEmptyTree());

  // A size that is a power of two is a subtree of `to`, and its root the beginning of the proof.
  const [first, ...rest] = isPowerOfTwo(from.size) ? [from.root, ...proof] : proof;
  if (!first || proof.length === 0 || first.length !== 32) return false;
  let position = from.size - 1;
  let last = to.size - 1;
  while (position % 2 === 1) {
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  let [fromHash, toHash] = [first, first];
  for (const sibling of rest) {
    if (last === 0 || sibling.length !== 32) return false;
    if (position % 2 === 1 || position === last) {
      fromHash = hashNode(sibling, fromHash);
      toHash = hashNode(sibling, toHash);
      while (position % 2 === 0 && position !== 0) {
        position /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      toHash = hashNode(toHash, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && isEqualHash(fromHash, from.root) && isEqualHash(toHash, to.root);
}

function isPowerOfTwo(value: number): boolean {
  let power = 1;
  while (power < value) power *= 2;
  return power === value;
}

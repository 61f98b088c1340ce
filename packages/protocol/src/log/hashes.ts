import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes } from "@noble/hashes/utils.js";

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** Hash of an entry in the tree: SHA-256(0x00 ‖ entry). RFC 6962 section 2.1. */
export function hashLeaf(entry: Uint8Array): Uint8Array {
  return sha256(concatBytes(leafPrefix, entry));
}

/** Hash over two subtrees: SHA-256(0x01 ‖ left ‖ right). RFC 6962 section 2.1. */
export function hashNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concatBytes(nodePrefix, left, right));
}

/** Root of the tree without entries: SHA-256 of nothing. */
export function hashEmptyTree(): Uint8Array {
  return sha256(new Uint8Array());
}

export function isEqualHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === 32 && b.length === 32 && a.every((byte, index) => byte === b[index]);
}

export function isTreeSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}

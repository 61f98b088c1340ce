import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";

/**
 * The leaf of a decision: SHA-256("tandem/decision/v1" ‖ salt ‖ entry). The salt keeps whoever reads the log from guessing
 * the entry; the owner gets both.
 */
export function hashDecision({
  salt,
  entry,
}: {
  /** 32 random bytes. */
  readonly salt: Uint8Array;
  /** The exact text. */
  readonly entry: string;
}): Uint8Array {
  return sha256(concatBytes(utf8ToBytes("tandem/decision/v1"), salt, utf8ToBytes(entry)));
}

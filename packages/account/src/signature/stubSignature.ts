import type { Hex } from "viem";

/**
 * Stands for the signature while gas is estimated: 64 bytes, none of them zero, so that no real signature costs more
 * calldata; s below the group order, so that verification takes its whole way before it fails.
 */
export const stubSignature: Hex = `0x${"5a".repeat(64)}`;

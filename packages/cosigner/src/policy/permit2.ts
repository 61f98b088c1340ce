import type { Address } from "viem";

/** Uniswap's Permit2, the same on every chain. */
export const permit2Address: Address = "0x000000000022d473030f116ddee9f6b43ac78ba3";

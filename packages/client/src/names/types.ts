import type { Address } from "viem";

export type ResolvedName = {
  /** Normalised by ENSIP-15. */
  readonly name: string;
  readonly address: Address;
  /** The network that said so. */
  readonly chainName: string;
};

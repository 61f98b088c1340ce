import type { Address } from "viem";

/** EIP-712 domain of the messages that count on every chain: it has no chain id. */
export function getRecoveryDomain({ address }: { readonly address: Address }) {
  return { name: "Tandem Recovery", version: "1", verifyingContract: address } as const;
}

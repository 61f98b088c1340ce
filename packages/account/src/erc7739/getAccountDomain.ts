import { type Address, zeroHash } from "viem";

/** The account's EIP-712 domain for apps (ERC-5267): bound into every signature that is not an operation. */
export function getAccountDomain({ chainId, address }: { readonly chainId: number; readonly address: Address }) {
  return { name: "Tandem", version: "1", chainId, verifyingContract: address, salt: zeroHash } as const;
}

import type { ChainConfig } from "@tandem/protocol";
import type { Address } from "viem";

/** Whether code runs at this address. Loads the chain code on first use. */
export async function isContract(parameters: { chain: ChainConfig; address: Address }): Promise<boolean> {
  const { readIsContract } = await import("@/features/assets/readChain");
  return readIsContract(parameters);
}

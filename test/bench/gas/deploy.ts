import type { Abi, Address, Hex } from "viem";
import type { Chain } from "../../contracts/support/createChain.ts";

/** Deploys bytecode and returns its address. */
export async function deploy(
  chain: Chain,
  contract: { readonly abi: Abi; readonly bytecode: Hex; readonly args?: readonly unknown[] },
): Promise<Address> {
  const hash = await chain.wallet.deployContract({ args: [], ...contract });
  const { contractAddress } = await chain.client.waitForTransactionReceipt({ hash });
  if (!contractAddress) throw new Error("the deployment made no contract");
  return contractAddress;
}

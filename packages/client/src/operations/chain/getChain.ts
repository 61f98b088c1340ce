import { tandemAddresses } from "@tandem/account";
import type { ChainConfig } from "@tandem/protocol";
import {
  type BundlerRpcSchema,
  type Client,
  createClient,
  defineChain,
  http,
  type PublicRpcSchema,
  rpcSchema,
  type Transport,
  type Chain as ViemChain,
} from "viem";
import type { ClientContext } from "../../context.ts";
import { CosignerMisbehavedError, UnknownChainError } from "../../errors.ts";
import { getConfig } from "../../requests/index.ts";

/** Bundler methods of ERC-4337, and the gas price of alto (Pimlico's bundler). */
export type BundlerSchema = [
  ...BundlerRpcSchema,
  {
    Method: "pimlico_getUserOperationGasPrice";
    Parameters: [];
    ReturnType: {
      readonly standard: { readonly maxFeePerGas: `0x${string}`; readonly maxPriorityFeePerGas: `0x${string}` };
    };
  },
];

export type Chain = {
  readonly config: ChainConfig;
  readonly rpc: Client<Transport, ViemChain, undefined, PublicRpcSchema>;
  readonly bundler: Client<Transport, undefined, undefined, BundlerSchema>;
};

/**
 * A chain of the co-signer's configuration with clients for its RPC (calls of one tick share one request) and bundler.
 * @throws UnknownChainError
 */
export async function getChain(context: ClientContext, chainId: number): Promise<Chain> {
  const { chains } = await getConfig(context);
  const config = chains.find((chain) => chain.chainId === chainId);
  if (!config) throw new UnknownChainError({ chainId });
  if (config.factory !== tandemAddresses.factory.toLowerCase() || config.core !== tandemAddresses.core.toLowerCase()) {
    throw new CosignerMisbehavedError("contracts that this version of the wallet does not know");
  }
  const toUrl = (location: string): string => new URL(location, context.baseUrl).href;
  const rpcUrl = toUrl(config.rpcUrl);
  const options = { fetchFn: context.fetch, retryCount: 1, retryDelay: 200, timeout: 15_000 };
  return {
    config,
    rpc: createClient({ chain: toViemChain(config, rpcUrl), transport: http(rpcUrl, { ...options, batch: true }) }),
    bundler: createClient({
      rpcSchema: rpcSchema<BundlerSchema>(),
      transport: http(toUrl(config.bundlerUrl), options),
    }),
  };
}

/** viem asks its smart account's client for the chain's id. */
function toViemChain({ chainId, name }: ChainConfig, rpcUrl: string): ViemChain {
  const nativeCurrency = { name: "Ether", symbol: "ETH", decimals: 18 };
  return defineChain({ id: chainId, name, nativeCurrency, rpcUrls: { default: { http: [rpcUrl] } } });
}

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
import { getBlock, getChainId } from "viem/actions";
import { InvalidInputError } from "../errors.ts";
import type { KitChain } from "../kit/index.ts";
import { toServiceError } from "../operations/index.ts";

export type ConnectChainParameters = {
  /** Absent where only a printed sheet is left, which names no network. */
  readonly chain?: Pick<KitChain, "chainId" | "genesisHash" | "name"> | undefined;
  /** Any JSON-RPC endpoint of the chain. */
  readonly rpcUrl: string;
  /** Any ERC-4337 bundler for EntryPoint v0.9; without one an operation can be sent by any plain account. */
  readonly bundlerUrl?: string | undefined;
};

export type ConnectedChain = {
  readonly chainId: number;
  readonly rpc: Client<Transport, ViemChain, undefined, PublicRpcSchema>;
  readonly bundler: Client<Transport, undefined, undefined, BundlerRpcSchema> | undefined;
};

/**
 * Clients for endpoints that a person chose, after a check that they serve the chain that was meant.
 *
 * @throws InvalidInputError for a URL or another chain, ServiceUnreachableError
 */
export async function connectChain(parameters: ConnectChainParameters): Promise<ConnectedChain> {
  const { chain, rpcUrl, bundlerUrl } = parameters;
  const transport = http(assertUrl(rpcUrl), options);
  const unnamed = createClient({ transport });
  const [chainId, genesis] = await Promise.all([getChainId(unnamed), getBlock(unnamed, { blockNumber: 0n })]).catch(
    (cause: unknown) => {
      throw toServiceError(cause, "chain");
    },
  );
  const rpc = createClient({
    chain: toViemChain({ chainId, name: chain?.name ?? `Chain ${chainId}` }, rpcUrl),
    transport,
  });
  if (chain && (chainId !== chain.chainId || genesis.hash !== chain.genesisHash)) {
    throw new InvalidInputError(
      "This address serves another network.",
      `Enter an RPC address of ${chain.name} (chain ${chain.chainId}).`,
    );
  }
  const bundler = bundlerUrl
    ? createClient({ rpcSchema: rpcSchema<BundlerRpcSchema>(), transport: http(assertUrl(bundlerUrl), options) })
    : undefined;
  return { chainId, rpc, bundler };
}

const options = { retryCount: 1, retryDelay: 200, timeout: 15_000 };

function assertUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url?.hostname === "localhost" || url?.hostname === "127.0.0.1" || url?.hostname === "[::1]";
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLocal)) return text;
  throw new InvalidInputError(
    "This is not an address that can be asked.",
    "Enter a full address that begins with https://.",
  );
}

function toViemChain({ chainId, name }: Pick<KitChain, "chainId" | "name">, rpcUrl: string): ViemChain {
  const nativeCurrency = { name: "Ether", symbol: "ETH", decimals: 18 };
  return defineChain({ id: chainId, name, nativeCurrency, rpcUrls: { default: { http: [rpcUrl] } } });
}

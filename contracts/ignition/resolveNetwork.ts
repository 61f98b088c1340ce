import * as chains from "viem/chains";

/** The name is neither a chain's nor a URL. */
export class UnknownNetworkError extends Error {
  override readonly name = "UnknownNetworkError";
  constructor(network: string) {
    super(
      `"${network}" is no network. Give an RPC URL (https://…), "localhost", or a name of viem/chains, such as sepolia.`,
    );
  }
}

/** RPC URL of a network: a URL itself, `localhost`, or a chain that viem knows by this name. */
export function resolveNetwork(network: string): string {
  if (/^https?:\/\//.test(network)) return network;
  if (network === "localhost") return "http://127.0.0.1:8545";
  const known: Readonly<Record<string, unknown>> = chains;
  const chain = Object.hasOwn(known, network) ? (known[network] as chains.Chain) : undefined;
  const url = chain?.rpcUrls?.default.http[0];
  if (url === undefined) throw new UnknownNetworkError(network);
  return url;
}

import type { CardChain, Config } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";

/** Where the service's networks are reached, as a card or a request carries it. */
export function toCardChains(
  { baseUrl }: Pick<ClientContext, "baseUrl">,
  { chains }: Pick<Config, "chains">,
): CardChain[] {
  return chains.map(({ chainId, name, rpcUrl, bundlerUrl }) => ({
    chainId,
    name,
    rpcUrl: new URL(rpcUrl, baseUrl).href,
    bundlerUrl: new URL(bundlerUrl, baseUrl).href,
  }));
}

import type { CardChain } from "@tandem/protocol";
import { type Client, createClient, http, type PublicRpcSchema, type Transport } from "viem";

/** A chain by the RPC address that a card or a request carries: it needs no service. */
export function createCardClient({ rpcUrl }: CardChain): Client<Transport, undefined, undefined, PublicRpcSchema> {
  return createClient({ transport: http(rpcUrl, { retryCount: 1, retryDelay: 200, timeout: 15_000, batch: true }) });
}

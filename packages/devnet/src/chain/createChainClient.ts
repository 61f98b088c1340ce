import { createTestClient, http, publicActions, walletActions } from "viem";
import { foundry } from "viem/chains";

/** A viem client of a local chain with everything: reading, sending and Anvil's own methods. */
export function createChainClient(rpcUrl: string, chainId: number = foundry.id) {
  return createTestClient({
    chain: { ...foundry, id: chainId },
    mode: "anvil",
    transport: http(rpcUrl, { retryCount: 1, timeout: 20_000 }),
    pollingInterval: 50,
    cacheTime: 0,
  })
    .extend(publicActions)
    .extend(walletActions);
}

export type ChainClient = ReturnType<typeof createChainClient>;

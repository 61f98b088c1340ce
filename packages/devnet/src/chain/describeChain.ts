import type { ChainEntry } from "../types.ts";
import type { Deployment } from "./deployContracts.ts";
import type { Network } from "./placeNetworks.ts";

/** The entry of a local chain in the co-signer's chains file. Browsers reach everything through the front server. */
export function describeChain(deployment: Deployment, { chainId, name, ports, faucetUrl }: Network): ChainEntry {
  const { codeHashes: _, ...addresses } = deployment;
  return {
    ...addresses,
    chainId,
    name,
    rpcUrl: `/rpc/${chainId}`,
    bundlerUrl: `/bundler/${chainId}`,
    paymasterUrl: `/v1/paymaster/${chainId}`,
    ...(faucetUrl && { faucetUrl }),
    rpc: `http://127.0.0.1:${ports.chain}`,
    bundler: `http://127.0.0.1:${ports.bundler}`,
    // Anvil's `finalized` is always block 0; here a block counts once another one is on top of it.
    settlementDepth: 1,
    // There is no market here: 1 ETH is 2,500 whole units of each sample token.
    tokenFees: deployment.tokens.map(({ address, decimals }) => ({
      token: address,
      unitsPerCoin: (2500n * 10n ** BigInt(decimals)).toString(),
    })),
  };
}

import { formatAssetId, type Limit, type Policy } from "@tandem/protocol";
import type { ServerChain } from "../config.ts";

const windowSeconds = 86_400;

/** Policy of a new account: 1 of the native coin and 1,000 units of each listed token in any 24 h. */
export function createDefaultPolicy(chains: readonly ServerChain[]): Policy {
  const limits = chains.flatMap(({ chainId, tokens }): Limit[] => [
    { asset: formatAssetId({ kind: "native", chainId }), amount: (10n ** 18n).toString(), windowSeconds },
    ...tokens.map(({ address, decimals }) => ({
      asset: formatAssetId({ kind: "erc20", chainId, token: address }),
      amount: (1000n * 10n ** BigInt(decimals)).toString(),
      windowSeconds: windowSeconds as 86_400, // the schema's only window
    })),
  ]);
  return { version: 1, limits: limits.slice(0, 64) };
}

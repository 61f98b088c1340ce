import type { ChainConfig } from "@tandem/protocol";
import type { Address } from "viem";
import { formatAmount } from "@/lib/format";
import { untrustedText } from "@/lib/untrustedText";

/** Something with a balance: the network's own coin, or a token. */
export type Asset = {
  /** CAIP-19, as the service names it: `eip155:31337/slip44:60`, `eip155:31337/erc20:0x…`. */
  readonly id: string;
  readonly chainId: number;
  /** Undefined for the native coin. */
  readonly token: Address | undefined;
  readonly symbol: string;
  readonly name: string;
  readonly decimals: number;
};

const nativeDecimals = 18;
const shownDigits = 6;

/** The coin of a chain; known before, and without, the configuration. */
export function nativeAsset(chainId: number): Asset {
  return {
    id: `eip155:${chainId}/slip44:60`,
    chainId,
    token: undefined,
    symbol: "ETH",
    name: "Ether",
    decimals: nativeDecimals,
  };
}

/** The assets of a chain; names come from configuration and are cleaned once, here. */
export function toAssets(chain: ChainConfig): readonly Asset[] {
  const tokens = chain.tokens.map(
    ({ address, symbol, name, decimals }): Asset => ({
      id: `eip155:${chain.chainId}/erc20:${address.toLowerCase()}`,
      chainId: chain.chainId,
      token: address,
      symbol: untrustedText(symbol, 12),
      name: untrustedText(name, 32),
      decimals,
    }),
  );
  return [nativeAsset(chain.chainId), ...tokens];
}

/** "1.25 ETH", shortened for lists and headlines; give `exact` where money is decided. */
export function assetAmount(parameters: { asset: Asset; amount: bigint; exact?: boolean }): string {
  const { asset, amount, exact } = parameters;
  const digits = exact ? asset.decimals : Math.min(shownDigits, asset.decimals);
  return `${formatAmount({ amount, decimals: asset.decimals, digits })} ${asset.symbol}`;
}

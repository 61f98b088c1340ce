import type { Address } from "viem";
import { InvalidParameterError } from "../errors/BaseError.ts";
import type { AssetId } from "../schemas/policy.ts";

/** An asset: the native coin of a chain, or an ERC-20 token on it. */
export type Asset =
  | { readonly kind: "native"; readonly chainId: number }
  | { readonly kind: "erc20"; readonly chainId: number; readonly token: Address };

/** `eip155:<chainId>/slip44:60` or `eip155:<chainId>/erc20:<lowercase address>` (after CAIP-19). */
export function formatAssetId(asset: Asset): AssetId {
  if (asset.kind === "native") return `eip155:${asset.chainId}/slip44:60`;
  return `eip155:${asset.chainId}/erc20:${asset.token.toLowerCase()}`;
}

/**
 * The asset behind an id from `formatAssetId`.
 *
 * @throws InvalidParameterError for any other text.
 */
export function parseAssetId(id: AssetId): Asset {
  const match = /^eip155:([1-9][0-9]{0,15})\/(?:slip44:60|erc20:0x([0-9a-f]{40}))$/.exec(id);
  const chainId = Number(match?.[1]);
  if (match === null || !Number.isSafeInteger(chainId)) {
    throw new InvalidParameterError("id", "eip155:<chainId>/slip44:60 or eip155:<chainId>/erc20:<lowercase address>");
  }
  return match[2] === undefined ? { kind: "native", chainId } : { kind: "erc20", chainId, token: `0x${match[2]}` };
}

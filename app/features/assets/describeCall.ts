import type { Call } from "@tandem/client";
import type { Address } from "viem";
import { type Asset, nativeAsset } from "@/features/assets/assets";

/** What a call does, in terms a person knows. */
export type CallDescription =
  | { readonly kind: "send"; readonly asset: Asset; readonly amount: bigint; readonly to: Address }
  | { readonly kind: "contract"; readonly to: Address; readonly value: bigint; readonly selector: string };

const transferSelector = "0xa9059cbb";
const transferLength = 2 + 2 * (4 + 32 + 32);
const addressPadding = "0".repeat(24);

/** Decodes a plain payment or an ERC-20 `transfer` of a known token; everything else is named as what it is. */
export function describeCall(parameters: { call: Call; chainId: number; assets: readonly Asset[] }): CallDescription {
  const { call, chainId, assets } = parameters;
  const value = call.value ?? 0n;
  const data = call.data ?? "0x";
  if (data === "0x") return { kind: "send", asset: nativeAsset(chainId), amount: value, to: call.to };

  const token = assets.find((asset) => asset.token?.toLowerCase() === call.to.toLowerCase());
  const isTransfer =
    data.startsWith(transferSelector) && data.length === transferLength && data.slice(10, 34) === addressPadding;
  if (token && isTransfer && value === 0n)
    return { kind: "send", asset: token, amount: BigInt(`0x${data.slice(74)}`), to: `0x${data.slice(34, 74)}` };
  return { kind: "contract", to: call.to, value, selector: data.slice(0, 10) };
}

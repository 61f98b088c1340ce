import type { Call } from "@tandem/client";
import { type Address, encodeFunctionData, erc20Abi } from "viem";
import type { Asset } from "@/features/assets";

/** The one call that moves this amount: a plain payment, or the token's `transfer`. */
export function toCalls(parameters: { asset: Asset; amount: bigint; to: Address }): readonly Call[] {
  const { asset, amount, to } = parameters;
  if (!asset.token) return [{ to, value: amount }];
  return [
    { to: asset.token, data: encodeFunctionData({ abi: erc20Abi, functionName: "transfer", args: [to, amount] }) },
  ];
}

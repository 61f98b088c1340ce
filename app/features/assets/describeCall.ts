import type { Call } from "@tandem/client";
import type { Address, Hex } from "viem";
import { type Asset, nativeAsset } from "@/features/assets/assets";

/** What a call does, in terms a person knows. */
export type CallDescription =
  | { readonly kind: "send"; readonly asset: Asset; readonly amount: bigint; readonly to: Address }
  /** The account calls itself. */
  | {
      readonly kind: "own";
      /** "Cancels the recovery". */
      readonly title: string;
      /** The same once it is carried out: "Recovery cancelled". */
      readonly done: string;
      readonly to: Address;
      readonly selector: string;
    }
  | { readonly kind: "contract"; readonly to: Address; readonly value: bigint; readonly selector: string };

export type DescribeCallParameters = {
  readonly call: Call;
  readonly chainId: number;
  readonly assets: readonly Asset[];
  /** Address of the account that makes the call. Without it no call is its own. */
  readonly own?: Address;
};

const transferSelector = "0xa9059cbb";
const transferLength = 2 + 2 * (4 + 32 + 32);
const addressPadding = "0".repeat(24);

/** By selector, so that the account's ABI is not loaded with the first screen; a test compares them. */
const ownFunctions: Readonly<Record<Hex, { readonly title: string; readonly done: string }>> = {
  "0x0ba234d6": { title: "Cancels the recovery", done: "Recovery cancelled" }, // cancelRecovery
  "0xdfef5e5f": { title: "Cancels the change of guardians", done: "Change of guardians cancelled" }, // cancelGuardians
  "0x55f29166": { title: "Cancels the new code of the account", done: "New code cancelled" }, // cancelUpgrade
  "0xba371659": { title: "Announces new guardians", done: "New guardians announced" }, // scheduleGuardians
  "0x8ce6394e": { title: "Puts the new guardians in place", done: "Guardians changed" }, // applyGuardians
};

/**
 * Decodes a plain payment, an ERC-20 `transfer` of a known token, or a function of the account itself; everything else
 * is named as what it is.
 */
export function describeCall({ call, chainId, assets, own }: DescribeCallParameters): CallDescription {
  const value = call.value ?? 0n;
  const data = call.data ?? "0x";
  if (data === "0x") return { kind: "send", asset: nativeAsset(chainId), amount: value, to: call.to };

  const selector: Hex = `0x${data.slice(2, 10)}`;
  const ownFunction = call.to.toLowerCase() === own?.toLowerCase() && value === 0n ? ownFunctions[selector] : undefined;
  if (ownFunction) return { kind: "own", ...ownFunction, to: call.to, selector };

  const token = assets.find((asset) => asset.token?.toLowerCase() === call.to.toLowerCase());
  const isTransfer =
    data.startsWith(transferSelector) && data.length === transferLength && data.slice(10, 34) === addressPadding;
  if (token && isTransfer && value === 0n)
    return { kind: "send", asset: token, amount: BigInt(`0x${data.slice(74)}`), to: `0x${data.slice(34, 74)}` };
  return { kind: "contract", to: call.to, value, selector };
}

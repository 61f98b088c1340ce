import type { Hex } from "viem";
import { listOwners, type OwnerHistory } from "./listOwners.ts";

/** The present owner and how often it has changed: what the next `RotateOwner` is signed at. */
export function getCurrentOwner(history: OwnerHistory): { readonly owner: Hex; readonly ownerEpoch: number } {
  const owners = listOwners(history);
  const { owner, ownerEpoch } = owners.at(-1) ?? owners[0];
  return { owner, ownerEpoch };
}

import type { AccountRecord } from "../storage/index.ts";
import type { RenewedShares } from "./types.ts";

/** What a kit from before a renewal of the shares needs, where this device knows of one. */
export function toRenewed({ publicKeyPackage, kitUpdates = [] }: AccountRecord): RenewedShares | undefined {
  return kitUpdates.length > 0 ? { publicKeyPackage, kitUpdates } : undefined;
}

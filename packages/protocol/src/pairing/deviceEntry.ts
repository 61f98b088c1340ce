import type { Hex } from "viem";
import { encodeParts } from "../bytes/encodeParts.ts";
import { hexToBytes } from "../bytes/hex.ts";

export type DeviceEntryParameters = { readonly accountId: Hex; readonly keyId: Hex; readonly hpkeKey: Hex };

/** What a device signs with its request key when it adds another one: the entry of the device list. */
export function deviceEntry({ accountId, keyId, hpkeKey }: DeviceEntryParameters): Uint8Array {
  return encodeParts([
    "tandem/device-entry/v1",
    hexToBytes(accountId, 16),
    hexToBytes(keyId, 33),
    hexToBytes(hpkeKey, 32),
  ]);
}

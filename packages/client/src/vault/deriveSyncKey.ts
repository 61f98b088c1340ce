import { encodeParts } from "@tandem/frost";
import type { Hex } from "viem";
import { copyBytes, hexToBytes } from "../bytes.ts";

/**
 * The key of the account's synchronised data, out of the vault's data key: whoever opens the vault has it. RFC 5869, empty
 * salt, info "tandem/sync-key/v1" ‖ account id. It cannot be exported.
 */
export async function deriveSyncKey(dataKey: Uint8Array<ArrayBuffer>, accountId: Hex): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", dataKey, "HKDF", false, ["deriveKey"]);
  const info = copyBytes(encodeParts(["tandem/sync-key/v1", hexToBytes(accountId)]));
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

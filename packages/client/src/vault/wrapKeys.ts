import { encodeParts } from "@tandem/frost";

/** Names the purpose of a wrapping key and everything it is bound to; also the AAD of the wrap. */
export type WrapContext = Uint8Array<ArrayBuffer>;

/** Context of a wrap under one passkey: "tandem/wrap/v1" ‖ account id ‖ credential id. */
export function toPasskeyWrapContext(parameters: {
  readonly accountId: Uint8Array;
  readonly credentialId: Uint8Array;
}): WrapContext {
  return Uint8Array.from(encodeParts(["tandem/wrap/v1", parameters.accountId, parameters.credentialId]));
}

/** Context of the wrap under password and device key: "tandem/wrap-password/v1" ‖ account id ‖ salt. */
export function toPasswordWrapContext(parameters: {
  readonly accountId: Uint8Array;
  readonly salt: Uint8Array;
}): WrapContext {
  return Uint8Array.from(encodeParts(["tandem/wrap-password/v1", parameters.accountId, parameters.salt]));
}

/** AES-256-GCM key = HKDF-SHA256(secret, empty salt, info = context), RFC 5869. It cannot be exported. */
export async function deriveWrapKey(secret: Uint8Array<ArrayBuffer>, context: WrapContext): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: context },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

import { InvalidParameterError } from "../errors/BaseError.ts";

/** Bytes as base64url without padding (RFC 4648 section 5), the form of WebAuthn JSON and of request nonces. */
export function bytesToBase64url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * The bytes behind base64url. Accepts the one canonical spelling only: no padding, no other alphabet, unused
 * bits zero.
 *
 * @throws InvalidParameterError otherwise.
 */
export function base64urlToBytes(text: string): Uint8Array {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) {
    throw new InvalidParameterError("text", "base64url without padding");
  }
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  if (bytesToBase64url(bytes) !== text) throw new InvalidParameterError("text", "canonical base64url");
  return bytes;
}

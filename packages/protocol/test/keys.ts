import { p256 } from "@noble/curves/nist.js";
import { bytesToHex } from "../src/bytes/hex.ts";
import type { SignRequestParameters } from "../src/request/signRequest.ts";
import { signRequest } from "../src/request/signRequest.ts";

/** A request key with a known secret, for tests. */
export function createRequestKey(seed = 1) {
  const secretKey = new Uint8Array(32).fill(seed);
  return {
    keyId: bytesToHex(p256.getPublicKey(secretKey)),
    sign: (bytes: Uint8Array) => p256.sign(bytes, secretKey),
  };
}

export const authority = "wallet.example";
export const nowSeconds = 1_800_000_000;

/** A signed request as the server sees it, and what it is checked with. */
export async function createSigned(overrides: Partial<SignRequestParameters> = {}) {
  const parameters: SignRequestParameters = {
    method: "POST",
    url: `https://${authority}/v1/accounts/0xab/signatures?draft=1`,
    body: new TextEncoder().encode('{"amount":"1"}'),
    nowSeconds,
    nonce: new Uint8Array(16).fill(7),
    ...createRequestKey(),
    ...overrides,
  };
  const headers = await signRequest(parameters);
  return {
    method: parameters.method,
    url: parameters.url,
    headers: new Headers(Object.entries(headers)),
    body: parameters.body ?? new Uint8Array(),
    publicAuthorities: [authority],
    nowSeconds,
    windowSeconds: 60,
  };
}

import { createSignature } from "http-message-sig";
import type { Hex } from "viem";
import { bytesToBase64url } from "../bytes/base64url.ts";
import { InvalidParameterError } from "../errors/BaseError.ts";
import { contentDigest } from "./contentDigest.ts";
import { parseUrl } from "./parseUrl.ts";
import { coveredComponents, signatureAlgorithm, signatureLabel, signatureTag } from "./profile.ts";

export type SignRequestParameters = {
  readonly method: string;
  /** Absolute URL, exactly as it will be fetched; a fragment is ignored. */
  readonly url: string;
  /** JSON, exactly the bytes that will be sent. Leave out, or empty, for a request without body. */
  readonly body?: Uint8Array;
  /** 33-byte compressed P-256 public key of the signer. */
  readonly keyId: Hex;
  /** ECDSA P-256 with SHA-256 over the bytes: r ‖ s, 64 bytes, as WebCrypto gives it. */
  readonly sign: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;
  /** Unix seconds. */
  readonly nowSeconds: number;
  /** 16 random bytes, new for every request. */
  readonly nonce: Uint8Array;
};

/** Headers to add to the request, lowercase. */
export type SignedRequestHeaders = {
  readonly "signature-input": string;
  readonly signature: string;
  readonly "content-digest"?: string;
  readonly "content-type"?: string;
};

/**
 * Signs an HTTP request (RFC 9421) with its body's digest (RFC 9530): method, host, path, query and body cannot be
 * changed, and the nonce and time make it good once, for a short while.
 *
 * @example
 * const headers = await signRequest({ method: "POST", url, body, keyId, sign, nowSeconds, nonce });
 * await fetch(url, { method: "POST", body, headers });
 */
export async function signRequest(parameters: SignRequestParameters): Promise<SignedRequestHeaders> {
  const { method, url, body = new Uint8Array(), keyId, sign, nowSeconds, nonce } = parameters;
  if (nonce.length !== 16) throw new InvalidParameterError("nonce", "16 bytes");
  const hasBody = body.length > 0;
  const content = hasBody ? { "content-digest": contentDigest(body), "content-type": "application/json" } : {};
  const { signature, signatureInput } = await createSignature(
    {
      kind: "request",
      method,
      targetUri: targetUri(url),
      fields: Object.entries(content).map(([name, value]) => ({ name, value })),
    },
    {
      label: signatureLabel,
      components: coveredComponents(hasBody),
      parameters: {
        created: nowSeconds,
        nonce: bytesToBase64url(nonce),
        keyid: keyId,
        alg: signatureAlgorithm,
        tag: signatureTag,
      },
      signer: { algorithm: signatureAlgorithm, sign: async (bytes) => sign(bytes) },
    },
  );
  return { ...content, "signature-input": signatureInput, signature };
}

/** The normal form every URL parser agrees on, without the fragment, which is never sent. */
function targetUri(url: string): string {
  const parsed = parseUrl(url);
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw new InvalidParameterError("url", "an http(s) URL");
  parsed.hash = "";
  return parsed.href;
}

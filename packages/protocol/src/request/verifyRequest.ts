import type { UntrustedSignatureCandidate } from "http-message-sig";
import { SignatureError, verifySignature } from "http-message-sig";
import type { Hex } from "viem";
import { base64urlToBytes } from "../bytes/base64url.ts";
import { hexToBytes } from "../bytes/hex.ts";
import { contentDigest } from "./contentDigest.ts";
import {
  ClockSkewError,
  ContentDigestError,
  RequestError,
  RequestMalformedError,
  RequestSignatureError,
} from "./errors.ts";
import { parseUrl } from "./parseUrl.ts";
import { coveredComponents, signatureAlgorithm, signatureLabel, signatureTag } from "./profile.ts";
import type { VerifyP256Parameters } from "./verifyP256.ts";
import { verifyP256 } from "./verifyP256.ts";

export type VerifyRequestParameters = {
  readonly method: string;
  /** As the server received it: scheme of any kind, Host header, path and query. */
  readonly url: string;
  readonly headers: Headers;
  /** The whole body as received, before parsing; empty when there is none. */
  readonly body: Uint8Array;
  /** `host[:port]` of every public origin of the service. Forwarded headers are not believed. */
  readonly publicAuthorities: readonly string[];
  readonly nowSeconds: number;
  /** How far `created` may be from `nowSeconds`, either way. */
  readonly windowSeconds: number;
  /** Default: WebCrypto. A server may bring one that caches keys. Must not throw. */
  readonly verify?: (parameters: VerifyP256Parameters) => boolean | Promise<boolean>;
};

export type VerifiedRequest = {
  /** 33-byte compressed P-256 key that signed. Whether it may speak for an account is the caller's question. */
  readonly keyId: Hex;
  /** 16 bytes, base64url. To be remembered per key until `created + windowSeconds`, and refused when seen before. */
  readonly nonce: string;
  /** Unix seconds. */
  readonly created: number;
};

export type VerifyRequestErrorType =
  | RequestMalformedError
  | ContentDigestError
  | ClockSkewError
  | RequestSignatureError;

/**
 * Checks a request signed by `signRequest`. Everything cheap comes before the signature; nothing may be stored before
 * this returns, or a forger burns real nonces.
 *
 * @throws RequestMalformedError, ContentDigestError, ClockSkewError or RequestSignatureError.
 */
export async function verifyRequest(parameters: VerifyRequestParameters): Promise<VerifiedRequest> {
  const { method, url, headers, body, nowSeconds, windowSeconds, verify = verifyP256 } = parameters;
  assertBody(headers, body);
  const targetUri = publicTarget(url, parameters.publicAuthorities);
  try {
    const { verifier } = await verifySignature(
      { kind: "request", method, targetUri, fields: signedFields(headers) },
      {
        label: signatureLabel,
        policy: libraryPolicy,
        resolveVerifier: (candidate) => {
          const request = readParameters(candidate, body.length > 0);
          const behindSeconds = nowSeconds - request.created;
          if (Math.abs(behindSeconds) > windowSeconds) throw new ClockSkewError({ ...request, behindSeconds });
          const publicKey = hexToBytes(request.keyId);
          return {
            algorithm: signatureAlgorithm,
            request,
            verify: async (data, signature) => signature.length === 64 && verify({ publicKey, data, signature }),
          };
        },
      },
    );
    return verifier.request;
  } catch (error) {
    throw toRequestError(error);
  }
}

/** Components, parameters and time are checked below, exactly; the library's minimums would allow more. */
const libraryPolicy = {
  algorithms: [signatureAlgorithm],
  requiredComponents: [],
  requiredParameters: [],
  clockSkew: Number.MAX_SAFE_INTEGER,
};

const fieldNames = ["signature", "signature-input", "content-digest", "content-type"] as const;

function signedFields(headers: Headers) {
  return fieldNames.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [{ name, value }];
  });
}

function assertBody(headers: Headers, body: Uint8Array): void {
  for (const name of ["content-encoding", "trailer"]) {
    if (headers.has(name)) throw new RequestMalformedError(`${name} is not accepted`);
  }
  const digest = headers.get("content-digest");
  if (body.length === 0) {
    if (digest !== null) throw new ContentDigestError();
    return;
  }
  if (digest === null) throw new RequestMalformedError("content-digest is missing");
  if (digest !== contentDigest(body)) throw new ContentDigestError();
}

function publicTarget(url: string, publicAuthorities: readonly string[]): string {
  const target = parseUrl(url);
  if (target === undefined || target.username !== "" || target.password !== "" || target.hash !== "") {
    throw new RequestMalformedError("the target is not a plain URL");
  }
  if (!publicAuthorities.includes(target.host)) throw new RequestSignatureError("it is for another host");
  return target.href;
}

/** The one form of signature parameters this API takes; everything else is refused. */
function readParameters({ components, parameters }: UntrustedSignatureCandidate, hasBody: boolean): VerifiedRequest {
  const expected = coveredComponents(hasBody);
  const isCovered =
    components.length === expected.length &&
    components.every(({ name, parameters }, i) => name === expected[i] && Object.keys(parameters).length === 0);
  if (!isCovered) throw new RequestMalformedError(`the signature must cover ${expected.join(" ")}, in this order`);
  const { created, nonce, keyid, alg, tag, ...others } = parameters;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new RequestMalformedError("an unknown signature parameter");
  if (alg !== signatureAlgorithm) throw new RequestMalformedError(`alg must be ${signatureAlgorithm}`);
  if (tag !== signatureTag) throw new RequestMalformedError(`tag must be ${signatureTag}`);
  if (created === undefined || created < 0) throw new RequestMalformedError("created must be Unix seconds");
  if (nonce === undefined || !isNonce(nonce)) throw new RequestMalformedError("nonce must be 16 bytes in base64url");
  if (keyid === undefined || !isKeyId(keyid)) {
    throw new RequestMalformedError("keyid must be a compressed P-256 key in lowercase hex");
  }
  return { keyId: keyid, nonce, created };
}

function isNonce(nonce: string): boolean {
  try {
    return nonce.length === 22 && base64urlToBytes(nonce).length === 16;
  } catch {
    return false;
  }
}

function isKeyId(keyid: string): keyid is Hex {
  return /^0x0[23][0-9a-f]{64}$/.test(keyid);
}

function toRequestError(error: unknown): unknown {
  if (!(error instanceof SignatureError)) return error;
  if (error.cause instanceof RequestError) return error.cause;
  if (error.code === "VerificationFailed") return new RequestSignatureError("it is not of this request and key");
  return new RequestMalformedError(reasons[error.code] ?? "the signature fields cannot be read");
}

const reasons: Partial<Record<SignatureError["code"], string>> = {
  MissingField: "signature, signature-input or a covered header is missing",
  LabelMismatch: `signature and signature-input must both carry the label ${signatureLabel}`,
  PolicyViolation: `alg must be ${signatureAlgorithm}`,
};

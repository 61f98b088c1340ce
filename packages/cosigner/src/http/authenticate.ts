import { createPublicKey, ECDH, type KeyObject, verify as verifySignature } from "node:crypto";
import { ClockSkewError, type VerifyP256Parameters, verifyRequest } from "@tandem/protocol";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { claimNonce, type RequestNonce } from "../store/index.ts";

/** A request whose signature holds. Who the key belongs to is the door's question. */
export type SignedRequest = RequestNonce & {
  /** Whether the nonce has been taken: before the handler, or by it in the same transaction as its work. */
  nonceTaken: boolean;
};

/**
 * Verifies a signed request. Nothing is stored yet: a forger must not burn real nonces.
 *
 * @throws the errors of `verifyRequest`.
 */
export async function authenticate(
  context: Context,
  { request, body, authorities }: { request: Request; body: Uint8Array; authorities: readonly string[] },
): Promise<SignedRequest> {
  const { keyId, nonce, created } = await verifyRequest({
    method: request.method,
    url: request.url,
    headers: request.headers,
    body,
    publicAuthorities: authorities,
    nowSeconds: Math.floor(context.now() / 1000),
    windowSeconds: context.config.requestWindowSeconds,
    verify: verifyP256Cached,
  });
  // Its nonce may have been used in a database that is lost. The client signs again by the signed time in the answer.
  const { raisedAtMs } = context.fence;
  if (created * 1000 < raisedAtMs) {
    throw new ClockSkewError({ nonce, behindSeconds: Math.ceil(context.now() / 1000 - created) });
  }
  return { keyId, nonce, created, nonceTaken: false };
}

/** Takes the request's nonce unless that has been done. @throws ServiceError `nonce_reused` */
export async function takeNonce(context: Context, signed: SignedRequest): Promise<void> {
  if (signed.nonceTaken) return;
  signed.nonceTaken = true;
  if (!(await claimNonce(context.database, signed))) throw nonceReused();
}

function nonceReused(): ServiceError {
  return new ServiceError("nonce_reused", "This request was sent before.");
}

const keys = new Map<string, KeyObject>();
const maxKeys = 10_000;

/** ECDSA P-256 with SHA-256 by OpenSSL; parsed public keys are kept, they are the same for all of a device's requests. */
function verifyP256Cached({ publicKey, data, signature }: VerifyP256Parameters): boolean {
  try {
    const key = importKey(publicKey);
    return verifySignature("sha256", data, { key, dsaEncoding: "ieee-p1363" }, signature);
  } catch {
    return false;
  }
}

function importKey(compressed: Uint8Array): KeyObject {
  const name = Buffer.from(compressed).toString("latin1");
  const known = keys.get(name);
  if (known) return known;
  const point = ECDH.convertKey(compressed, "prime256v1", undefined, undefined, "uncompressed") as Buffer; // no encoding asked for
  const key = createPublicKey({
    format: "jwk",
    key: {
      kty: "EC",
      crv: "P-256",
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33).toString("base64url"),
    },
  });
  const [oldest] = keys.keys();
  if (keys.size >= maxKeys && oldest !== undefined) keys.delete(oldest);
  keys.set(name, key);
  return key;
}

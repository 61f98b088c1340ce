import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { bytesToHex } from "@tandem/protocol";
import type { Hex } from "viem";

// RFC 8410: PKCS #8 around a raw 32-byte key of Ed25519 (1.3.101.112) and X25519 (1.3.101.110).
const ed25519Prefix = Buffer.from("302e020100300506032b657004220420", "hex");
const x25519Prefix = Buffer.from("302e020100300506032b656e04220420", "hex");

/** Parsing a key costs more than signing with it: once for each secret that is loaded. */
const parsed = new WeakMap<Uint8Array, { readonly privateKey: KeyObject; readonly publicKey: Hex }>();

export function ed25519Private(seed: Uint8Array): KeyObject {
  return parse(ed25519Prefix, seed).privateKey;
}

export function ed25519Public(seed: Uint8Array): Hex {
  return parse(ed25519Prefix, seed).publicKey;
}

export function x25519Public(secret: Uint8Array): Hex {
  return parse(x25519Prefix, secret).publicKey;
}

/** 65 bytes, uncompressed: what RFC 8292 calls the application server's key. */
export function p256Public(secret: Uint8Array): Uint8Array {
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(secret);
  return new Uint8Array(ecdh.getPublicKey());
}

/** A secret serves one curve only. */
function parse(prefix: Buffer, secret: Uint8Array) {
  const known = parsed.get(secret);
  if (known) return known;
  const privateKey = createPrivateKey({ key: Buffer.concat([prefix, secret]), format: "der", type: "pkcs8" });
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  const made = { privateKey, publicKey: bytesToHex(new Uint8Array(spki.subarray(spki.length - 32))) };
  parsed.set(secret, made);
  return made;
}

import { z } from "zod";
import { KeyDocument } from "./keys.ts";
import { hex, hexUpTo, KeyEpoch, OpaqueId } from "./primitives.ts";

/** Name of one run of the key generation, 16 random bytes. */
export const SessionId = hex(16);
export type SessionId = z.infer<typeof SessionId>;

/** `POST /accounts/{id}/dkg`: round trip 1. Every call starts a new session; tries are limited. */
export const StartDkgRequest = z.strictObject({
  /** SHA-256 of the device's round-1 package. */
  packageHash: hex(32),
  /** The device's X25519 key for this session. */
  hpkeKey: hex(32),
});
export type StartDkgRequest = z.infer<typeof StartDkgRequest>;

export const StartDkgResponse = z.object({
  sessionId: SessionId,
  /** The server's round-1 package, encoded by `@tandem/frost`. */
  package: hexUpTo(1024, 1),
  hpke: KeyDocument,
  keyEpoch: KeyEpoch,
});
export type StartDkgResponse = z.infer<typeof StartDkgResponse>;

/** `POST /accounts/{id}/dkg/{sessionId}`: round trip 2. */
export const FinishDkgRequest = z.strictObject({
  /** The device's round-1 package, matching `packageHash`. */
  package: hexUpTo(1024, 1),
  /** enc32 ‖ HPKE ciphertext of the round-2 share for the server. */
  sealedShare: hexUpTo(512, 48),
});
export type FinishDkgRequest = z.infer<typeof FinishDkgRequest>;

export const FinishDkgResponse = z.object({
  /** enc32 ‖ HPKE ciphertext of the round-2 share for the device. */
  sealedShare: hexUpTo(512, 48),
  transcriptHash: hex(32),
  /** x coordinate of the group key (even y). */
  publicKey: hex(32),
  /** Commitments and verifying shares, encoded by `@tandem/frost`. */
  publicKeyPackage: hexUpTo(1024, 1),
  /** Names the server's share. */
  keyId: OpaqueId,
});
export type FinishDkgResponse = z.infer<typeof FinishDkgResponse>;

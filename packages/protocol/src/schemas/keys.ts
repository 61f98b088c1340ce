import { z } from "zod";
import { hex, TimestampMs } from "./primitives.ts";

export const keyPurposes = ["hpke", "time", "log"] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

/** A key of the server, signed by its identity (see `verifyKeyDocument`). */
export const KeyDocument = z.object({
  purpose: z.enum(keyPurposes),
  version: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  /** X25519 for `hpke`, Ed25519 for `time` and `log`. */
  publicKey: hex(32),
  /** Unix milliseconds after which the key is refused. */
  notAfter: TimestampMs,
  /** Ed25519 by the server's identity. */
  signature: hex(64),
});
export type KeyDocument = z.infer<typeof KeyDocument>;

/** The server's identity names the one that follows it (see `followsIdentity`). */
export const IdentitySuccession = z.object({
  /** Version of the successor. */
  version: z.int().min(2).max(Number.MAX_SAFE_INTEGER),
  /** Ed25519, both. */
  from: hex(32),
  to: hex(32),
  /** Ed25519 by `from`. */
  signature: hex(64),
});
export type IdentitySuccession = z.infer<typeof IdentitySuccession>;

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

import { z } from "zod";
import { Cursor } from "./activity.ts";
import { hex, OpaqueId, RuleName, TimestampMs } from "./primitives.ts";

/** The service's signed word that a decision will be in its log (see `verifyLogPromise`). */
export const LogPromise = z.object({
  /** Unix milliseconds. */
  sequencedBefore: TimestampMs,
  /** Ed25519 by the log's key. */
  signature: hex(64),
});
export type LogPromise = z.infer<typeof LogPromise>;

/** One decision about the owner's account, as it was hashed into the log. */
export const Decision = z.object({
  decisionId: OpaqueId,
  /** `allow`, `deny`, `gate` (refused at release), or one that came later. */
  kind: RuleName,
  /** `hashDecision({ salt, entry })`; the log's entry. */
  leaf: hex(32),
  salt: hex(32),
  /** JSON, as the exact text that was hashed. */
  entry: z.string().max(65_536),
  timestamp: TimestampMs,
  /** Place in the log, once it has one. */
  index: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
});
export type Decision = z.infer<typeof Decision>;

/** `GET /accounts/{id}/decisions?cursor=…`, newest first. */
export const Decisions = z.object({ items: z.array(Decision).max(200), cursor: Cursor.optional() });
export type Decisions = z.infer<typeof Decisions>;

/** `GET /log/restores`: every restore record with its place in the log, oldest first. */
export const LogRestores = z.object({
  items: z
    .array(z.object({ index: z.int().min(0).max(Number.MAX_SAFE_INTEGER), note: z.string().max(4096) }))
    .max(1000),
});
export type LogRestores = z.infer<typeof LogRestores>;

import { z } from "zod";
import type { ErrorCode } from "../errors/errorCodes.ts";
import { errorCodes } from "../errors/errorCodes.ts";
import { hex, RuleName, TimestampMs } from "./primitives.ts";

// Object.keys widens to string; the keys of a const object are exactly its type's keys.
const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];

/** The server's time, signed by its time key over the refused request's nonce (see `verifyServerTime`). */
export const ServerTime = z.object({ nowMs: TimestampMs, signature: hex(64) });
export type ServerTime = z.infer<typeof ServerTime>;

/** Error body, RFC 9457 `application/problem+json`; JSON-RPC routes carry it in `error.data`. */
export const Problem = z.object({
  type: z.string().max(128),
  status: z.int().min(400).max(599),
  code: z.enum(codes),
  /** What happened. */
  detail: z.string().max(1024),
  /** What to do. */
  action: z.string().max(1024),
  requestId: z.string().max(64),
  rule: RuleName.optional(),
  time: ServerTime.optional(),
});
export type Problem = z.infer<typeof Problem>;

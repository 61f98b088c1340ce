import { z } from "zod";
import { base64url } from "./primitives.ts";

/** Largest sealed blob, in bytes. */
export const maxSyncBytes = 262_144;

const sealed = base64url(Math.ceil((maxSyncBytes * 4) / 3));
const version = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** `GET /accounts/{id}/sync`: null while nothing was ever written. */
export const SyncBlob = z.object({
  /** Counts writes; 0 before the first. */
  version,
  /** iv12 ‖ AES-256-GCM, base64url; the service cannot open it. */
  sealed: sealed.nullable(),
});
export type SyncBlob = z.infer<typeof SyncBlob>;

/** `PUT /accounts/{id}/sync` → `{ version }`; 409 `intent_conflict` where another version is there. */
export const PutSyncRequest = z.strictObject({
  /** The version this one was made from. */
  version,
  sealed,
});
export type PutSyncRequest = z.infer<typeof PutSyncRequest>;

export const PutSyncResponse = z.object({ version });
export type PutSyncResponse = z.infer<typeof PutSyncResponse>;

/** Largest body of `PUT …/sync`. */
export const maxSyncBodyBytes = 360_448;

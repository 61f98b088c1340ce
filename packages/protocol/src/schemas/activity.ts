import { z } from "zod";
import { AssetId } from "./policy.ts";
import { ChainId, Decimal, EvmAddress, hex, TimestampMs } from "./primitives.ts";

export const Transfer = z.object({
  direction: z.enum(["in", "out"]),
  asset: AssetId,
  amount: Decimal,
  counterparty: EvmAddress,
});
export type Transfer = z.infer<typeof Transfer>;

export const ActivityItem = z.object({
  id: z.string().min(1).max(128),
  kind: z.enum(["operation", "received", "sent"]),
  chainId: ChainId,
  status: z.enum(["reserved", "signed", "settled", "failed", "expired"]),
  userOpHash: hex(32).optional(),
  transactionHash: hex(32).optional(),
  blockNumber: z.int().min(0).optional(),
  timestamp: TimestampMs,
  transfers: z.array(Transfer).max(256),
  intentId: hex(32).optional(),
});
export type ActivityItem = z.infer<typeof ActivityItem>;

/** Position in a list, made by the service. */
export const Cursor = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[A-Za-z0-9_-]+$/);
export type Cursor = z.infer<typeof Cursor>;

/** `GET /accounts/{id}/activity?cursor=…`, newest first. */
export const Activity = z.object({ items: z.array(ActivityItem).max(200), cursor: Cursor.optional() });
export type Activity = z.infer<typeof Activity>;

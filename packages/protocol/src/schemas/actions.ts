import { z } from "zod";
import { DeviceKeyId, hex, OpaqueId, TimestampMs } from "./primitives.ts";
import { Assertion } from "./webauthn.ts";

/** The user's yes to an action: a passkey assertion over `actionChallenge` of the body without this member. */
export const ActionProof = z.strictObject({ intentId: hex(32), assertion: Assertion });
export type ActionProof = z.infer<typeof ActionProof>;

/** Name of an action, an alarm or a wait: `freeze`, `recovery-started`. */
export const ActionName = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9-]*$/);
export type ActionName = z.infer<typeof ActionName>;

/** Facts for the person who reads it: short values, no secret. */
export const Facts = z.record(z.string().max(40), z.union([z.string().max(512), z.int(), z.boolean()]));
export type Facts = z.infer<typeof Facts>;

/** Something that the owner must be told at once. */
export const Alarm = z.object({
  alarmId: OpaqueId,
  kind: ActionName,
  facts: Facts,
  raisedAt: TimestampMs,
  /** When a device of the account said that its user has seen it. */
  seenAt: TimestampMs.optional(),
});
export type Alarm = z.infer<typeof Alarm>;

/** `GET /accounts/{id}/alarms`, newest first. */
export const Alarms = z.object({ alarms: z.array(Alarm).max(100) });
export type Alarms = z.infer<typeof Alarms>;

/** An action that takes effect only after a delay, in which any device may cancel it. */
export const Wait = z.object({
  waitId: OpaqueId,
  kind: ActionName,
  facts: Facts,
  /** Device that asked; absent where it was the kit or a guardian. */
  askedBy: DeviceKeyId.optional(),
  requestedAt: TimestampMs,
  readyAt: TimestampMs,
  /** When it is no longer good for anything. */
  expiresAt: TimestampMs,
});
export type Wait = z.infer<typeof Wait>;

/** `GET /accounts/{id}/waits`: those that can still be cancelled or used, oldest first. */
export const Waits = z.object({ waits: z.array(Wait).max(100) });
export type Waits = z.infer<typeof Waits>;

/** `POST /accounts/{id}/waits/{waitId}/cancel`, action `cancel-wait` with body `{ waitId }`. */
export const CancelWaitRequest = z.strictObject({ proof: ActionProof });
export type CancelWaitRequest = z.infer<typeof CancelWaitRequest>;

/**
 * `POST /accounts/{id}/waits/{waitId}/confirm`: another device says yes, and the wait is over at once. Action
 * `confirm-wait` with body `{ waitId }`. Only for what one device may do with another's yes.
 */
export const ConfirmWaitRequest = z.strictObject({ proof: ActionProof });
export type ConfirmWaitRequest = z.infer<typeof ConfirmWaitRequest>;

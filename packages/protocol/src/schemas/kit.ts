import { z } from "zod";
import { ActionProof } from "./actions.ts";
import { SessionId } from "./dkg.ts";
import { DeviceKeyId, hex, hexUpTo, KeyEpoch, TimestampMs } from "./primitives.ts";
import { KitUpdate } from "./refresh.ts";

/** A sealed scalar: enc32 ‖ HPKE ciphertext. */
const SealedScalar = hexUpTo(512, 48);

/** The backup kit of an account as the service knows it. It has never seen the share inside. */
export const KitSummary = z.object({
  /** Signs at the kit's door. */
  keyId: DeviceKeyId,
  /** X25519: updates of the kit's share are sealed to it. */
  hpkeKey: hex(32),
  /** Key epoch of the share inside. */
  keyEpoch: KeyEpoch,
  madeAt: TimestampMs,
  /** When the kit last proved that it opens and signs. */
  checkedAt: TimestampMs,
});
export type KitSummary = z.infer<typeof KitSummary>;

/** `POST /accounts/{id}/kit/wait`, action `request-kit` with body `{ keyEpoch }`. */
export const RequestKitRequest = z.strictObject({ keyEpoch: KeyEpoch, proof: ActionProof });
export type RequestKitRequest = z.infer<typeof RequestKitRequest>;

/** When a kit can be made: at once (absent), or from `readyAt` until `expiresAt`. */
export const RequestKitResponse = z.object({ readyAt: TimestampMs.optional(), expiresAt: TimestampMs.optional() });
export type RequestKitResponse = z.infer<typeof RequestKitResponse>;

/**
 * `POST /accounts/{id}/kit`, action `make-kit` with the body without proof, package and sealed part: the enrolment of
 * share 2 in one round trip, with the device as helper 3 and as receiver.
 */
export const MakeKitRequest = z.strictObject({
  keyEpoch: KeyEpoch,
  /** Drawn by the device. */
  sessionId: SessionId,
  /** Which of the service's HPKE keys the part is sealed to. */
  hpkeVersion: z.int().min(1).max(1_000_000),
  /** The device's X25519 key for this session. */
  hpkeKey: hex(32),
  /** 68 bytes of helper 3, encoded by `@tandem/frost`. */
  package: hexUpTo(1024, 1),
  /** δ31, sealed to the service: purpose `enrol-part`, sender 3, recipient 1. */
  sealedPart: SealedScalar,
  /** The new kit's own keys. */
  kit: z.strictObject({ keyId: DeviceKeyId, hpkeKey: hex(32) }),
  proof: ActionProof,
});
export type MakeKitRequest = z.infer<typeof MakeKitRequest>;

export const MakeKitResponse = z.object({
  /** 68 bytes of helper 1. */
  package: hexUpTo(1024, 1),
  /** δ13: purpose `enrol-part`, sender 1, recipient 3. */
  sealedPart: SealedScalar,
  /** σ1: purpose `enrol-sum`, sender 1, recipient 2. */
  sealedSum: SealedScalar,
  madeAt: TimestampMs,
});
export type MakeKitResponse = z.infer<typeof MakeKitResponse>;

/** `POST /accounts/{id}/kit/check`, signed by the kit's request key. The first one makes this the account's kit. */
export const CheckKitRequest = z.strictObject({});
export type CheckKitRequest = z.infer<typeof CheckKitRequest>;

export const CheckKitResponse = z.object({
  /** The account's key epoch. */
  keyEpoch: KeyEpoch,
  checkedAt: TimestampMs,
  /** What brings the kit's share to it, oldest first. */
  updates: z.array(KitUpdate).max(64),
});
export type CheckKitResponse = z.infer<typeof CheckKitResponse>;

/** `GET /accounts/{id}/kit`: the kit there is, and whether this device may make one. */
export const KitStatus = z.object({
  kit: KitSummary.nullable(),
  /** What brings this kit's share to the account's key epoch, oldest first; for the day without the service. */
  updates: z.array(KitUpdate).max(64),
  /** `now`; `ask` begins a wait; `waiting` until `readyAt`; or why not. */
  making: z.enum(["now", "ask", "waiting", "frozen", "too-many"]),
  readyAt: TimestampMs.optional(),
  /** Until when it can be made, after a wait. */
  expiresAt: TimestampMs.optional(),
});
export type KitStatus = z.infer<typeof KitStatus>;

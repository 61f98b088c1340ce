import { z } from "zod";
import { Credential, Recovered, Rotation } from "./accounts.ts";
import { ActionProof } from "./actions.ts";
import {
  AccountId,
  DeviceKeyId,
  DisplayName,
  EvmAddress,
  hex,
  hexUpTo,
  KeyEpoch,
  OpaqueId,
  TimestampMs,
} from "./primitives.ts";
import { KitUpdate } from "./refresh.ts";
import { Challenge, Registration } from "./webauthn.ts";

/** `POST /accounts/{id}/kit/open`, signed by the kit's request key: what the kit's door shows of the account. */
export const OpenKitDoorRequest = z.strictObject({});
export type OpenKitDoorRequest = z.infer<typeof OpenKitDoorRequest>;

export const KitDoorAccount = z.object({
  accountId: AccountId,
  name: DisplayName,
  address: EvmAddress,
  publicKey: hex(32),
  publicKeyPackage: hexUpTo(1024, 1),
  keyEpoch: KeyEpoch,
  birthKey: hex(32),
  configHash: hex(32),
  salt: hex(32),
  rotations: z.array(Rotation).max(64),
  recovered: Recovered.optional(),
  frozen: z.boolean(),
  hasVault: z.boolean(),
  /** Passkeys of the account; one of them makes the way back immediate. */
  credentials: z.array(Credential).max(64),
  /** What brings the kit's share to the account's key epoch, oldest first. */
  updates: z.array(KitUpdate).max(64),
});
export type KitDoorAccount = z.infer<typeof KitDoorAccount>;

/** `POST /accounts/{id}/kit/restore`, signed by the kit: the new device's request key, and a challenge for its passkey. */
export const BeginRestoreRequest = z.strictObject({ keyId: DeviceKeyId, deviceName: DisplayName });
export type BeginRestoreRequest = z.infer<typeof BeginRestoreRequest>;

export const BeginRestoreResponse = z.object({ challenge: Challenge });
export type BeginRestoreResponse = z.infer<typeof BeginRestoreResponse>;

/**
 * `POST /accounts/{id}/kit/restore/passkey`, signed by the kit: a passkey of the account says yes (`proof`, action
 * `kit-restore` with body `{ keyId }`), or a new one is registered and waits 48 hours.
 */
export const RestorePasskeyRequest = z.strictObject({
  keyId: DeviceKeyId,
  passkey: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("registered"), proof: ActionProof }),
    z.strictObject({ kind: z.literal("new"), registration: Registration }),
  ]),
});
export type RestorePasskeyRequest = z.infer<typeof RestorePasskeyRequest>;

/** `GET /accounts/{id}/kit/restore`, signed by the new device. */
export const RestoreStatus = z.object({
  /** `passkey` is still to come; `waiting` until `readyAt`; `stopped` by a device of the account. */
  state: z.enum(["passkey", "waiting", "ready", "stopped"]),
  waitId: OpaqueId.optional(),
  readyAt: TimestampMs.optional(),
  expiresAt: TimestampMs.optional(),
});
export type RestoreStatus = z.infer<typeof RestoreStatus>;

/** `POST /accounts/{id}/kit/restore/admit`, signed by the kit → Account: the new device is one of the account's. */
export const AdmitRestoreRequest = z.strictObject({ keyId: DeviceKeyId });
export type AdmitRestoreRequest = z.infer<typeof AdmitRestoreRequest>;

import { z } from "zod";
import { ActionProof } from "./actions.ts";
import { DeviceKeyId, DisplayName, hex, hexUpTo, TimestampMs } from "./primitives.ts";
import { VaultWrap } from "./vault.ts";
import { Challenge, CredentialId, Registration } from "./webauthn.ts";

/** `POST /accounts/{id}/devices/{keyId}/rename` → 204. */
export const RenameDeviceRequest = z.strictObject({ name: DisplayName });
export type RenameDeviceRequest = z.infer<typeof RenameDeviceRequest>;

/**
 * `POST /accounts/{id}/devices/{keyId}/revoke` → 204. Action `revoke-device` with body `{ keyId, isLost }`. `isLost`: it
 * may be in somebody else's hands.
 */
export const RevokeDeviceRequest = z.strictObject({ isLost: z.boolean(), proof: ActionProof });
export type RevokeDeviceRequest = z.infer<typeof RevokeDeviceRequest>;

/** `POST /accounts/{id}/devices/{keyId}/confirm` → 204: ends a new device's quarantine. Action `confirm-device`. */
export const ConfirmDeviceRequest = z.strictObject({ proof: ActionProof });
export type ConfirmDeviceRequest = z.infer<typeof ConfirmDeviceRequest>;

/** `POST /accounts/{id}/devices/revoke-others` → 204. Action `sign-out-everywhere` with body `{}`. */
export const RevokeOthersRequest = z.strictObject({ proof: ActionProof });
export type RevokeOthersRequest = z.infer<typeof RevokeOthersRequest>;

/** First 16 bytes of the hash of what a new device shows: its request key and its HPKE key. */
export const PairingId = hex(16);
export type PairingId = z.infer<typeof PairingId>;

/** `POST /pairings`, signed by the new device's request key. */
export const StartPairingRequest = z.strictObject({ hpkeKey: hex(32), deviceName: DisplayName });
export type StartPairingRequest = z.infer<typeof StartPairingRequest>;

export const StartPairingResponse = z.object({ pairingId: PairingId, expiresAt: TimestampMs });
export type StartPairingResponse = z.infer<typeof StartPairingResponse>;

/** `POST /pairings/find`: what a code that was scanned or typed belongs to. The caller checks it against the code. */
export const FindPairingRequest = z.strictObject({
  /** Hexadecimal beginning of the pairing id: 60 bits, or all of it. */
  idPrefix: z.string().regex(/^(?:[0-9a-f]{15}|[0-9a-f]{32})$/),
});
export type FindPairingRequest = z.infer<typeof FindPairingRequest>;

export const Pairing = z.object({
  pairingId: PairingId,
  keyId: DeviceKeyId,
  hpkeKey: hex(32),
  deviceName: DisplayName,
  expiresAt: TimestampMs,
});
export type Pairing = z.infer<typeof Pairing>;

/** `POST /accounts/{id}/devices`: adds the device behind a pairing. Action `add-device` with body `{ pairingId, keyId, hpkeKey }`. */
export const AddDeviceRequest = z.strictObject({
  pairingId: PairingId,
  keyId: DeviceKeyId,
  hpkeKey: hex(32),
  /** enc32 ‖ HPKE ciphertext of the share for the new device. */
  sealedShare: hexUpTo(2048, 48),
  /** The adding device's request key over `deviceEntry`: ECDSA P-256, r ‖ s. */
  signature: hex(64),
  proof: ActionProof,
});
export type AddDeviceRequest = z.infer<typeof AddDeviceRequest>;

/** `POST /pairings/{pairingId}/take`, signed by the new device: what the old one has sealed for it, once it has. */
export const TakePairingResponse = z.object({
  accountId: hex(16).optional(),
  sealedShare: hexUpTo(2048, 48).optional(),
});
export type TakePairingResponse = z.infer<typeof TakePairingResponse>;

/** `POST /accounts/{id}/passkeys/challenge`. */
export const PasskeyChallengeResponse = z.object({ challenge: Challenge, name: DisplayName });
export type PasskeyChallengeResponse = z.infer<typeof PasskeyChallengeResponse>;

/**
 * `POST /accounts/{id}/passkeys` → 204: one more passkey of the account. Action `add-passkey` with body
 * `{ credentialId }` by one that it has; a device that was added by QR code needs none for its first.
 */
export const AddPasskeyRequest = z.strictObject({
  registration: Registration,
  /** The vault's data key under the new passkey; absent where it does not open the vault. */
  wrap: VaultWrap.optional(),
  proof: ActionProof.optional(),
});
export type AddPasskeyRequest = z.infer<typeof AddPasskeyRequest>;

/** `POST /accounts/{id}/passkeys/remove` → 204. Action `remove-passkey` with body `{ credentialId }`, by another one. */
export const RemovePasskeyRequest = z.strictObject({ credentialId: CredentialId, proof: ActionProof });
export type RemovePasskeyRequest = z.infer<typeof RemovePasskeyRequest>;

/** Six digits of RFC 6238. */
export const SecondFactorCode = z.string().regex(/^[0-9]{6}$/);
export type SecondFactorCode = z.infer<typeof SecondFactorCode>;

/**
 * What is given on top of the passkey: a code of the app, or the backup kit's P-256 signature (r ‖ s) over `kitApproval` of
 * the passkey's challenge.
 */
export const SecondFactorProof = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("code"), code: SecondFactorCode }),
  z.strictObject({ kind: z.literal("kit"), keyId: DeviceKeyId, signature: hex(64) }),
]);
export type SecondFactorProof = z.infer<typeof SecondFactorProof>;

/** `POST /accounts/{id}/second-factor`: a secret for an app; it counts once a code of it was given. Action `add-second-factor`. */
export const StartSecondFactorRequest = z.strictObject({ proof: ActionProof });
export type StartSecondFactorRequest = z.infer<typeof StartSecondFactorRequest>;

export const StartSecondFactorResponse = z.object({ uri: z.string().max(512), secret: z.string().max(64) });
export type StartSecondFactorResponse = z.infer<typeof StartSecondFactorResponse>;

/** `POST /accounts/{id}/second-factor/confirm` → 204. */
export const ConfirmSecondFactorRequest = z.strictObject({ code: SecondFactorCode });
export type ConfirmSecondFactorRequest = z.infer<typeof ConfirmSecondFactorRequest>;

/** `POST /accounts/{id}/second-factor/remove` → 204. Action `remove-second-factor` with body `{}`, and a code. */
export const RemoveSecondFactorRequest = z.strictObject({ code: SecondFactorCode, proof: ActionProof });
export type RemoveSecondFactorRequest = z.infer<typeof RemoveSecondFactorRequest>;

/** `POST /accounts/{id}/delete` → Wait of 7 days. Action `delete-data` with body `{}`. */
export const DeleteDataRequest = z.strictObject({ proof: ActionProof });
export type DeleteDataRequest = z.infer<typeof DeleteDataRequest>;

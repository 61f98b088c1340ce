import { z } from "zod";
import { KitSummary } from "./kit.ts";
import { AssetId, Policy } from "./policy.ts";
import {
  AccountId,
  Decimal,
  DeviceKeyId,
  DisplayName,
  EvmAddress,
  hex,
  hexUpTo,
  KeyEpoch,
  OpaqueId,
  TimestampMs,
} from "./primitives.ts";
import { RotationState } from "./rotation.ts";
import { SignatureShare, SigningCommitments } from "./signing.ts";
import { Vault } from "./vault.ts";
import { Assertion, Challenge, CredentialId, Registration, Transports } from "./webauthn.ts";

/** `struct Rotation` of the factory: a key that replaced the one before. */
export const Rotation = z.object({
  newOwner: hex(32),
  /** 52 bytes of the new key over `InstallOwner`. */
  proof: hex(52),
  /** 52 bytes of the old key over `RotateOwner`. */
  ownerSignature: hex(52),
});
export type Rotation = z.infer<typeof Rotation>;

/**
 * The last key that guardians have made the owner, and the keys that followed it. It is no consequence of the birth key:
 * the chains it was installed on say that it is the owner there.
 */
export const Recovered = z.object({
  newOwner: hex(32),
  /** 52 bytes of that key over `InstallOwner`, which names the account's address. */
  proof: hex(52),
  /** How often the owner had changed once it was installed. */
  ownerEpoch: z.int().min(1),
  /** Oldest first; the first is signed at `ownerEpoch`. */
  rotations: z.array(Rotation).max(64),
});
export type Recovered = z.infer<typeof Recovered>;

/** How much of a limit is used in the rolling window. */
export const Spent = z.object({
  asset: AssetId,
  spent: Decimal,
  limit: Decimal,
  /** When the oldest counted amount leaves the window. */
  resetsAt: TimestampMs.optional(),
});
export type Spent = z.infer<typeof Spent>;

export const Device = z.object({
  keyId: DeviceKeyId,
  name: DisplayName,
  createdAt: TimestampMs,
  lastUsedAt: TimestampMs,
  /** The device that asked. */
  current: z.boolean(),
  /** Credential the device signed in with. */
  passkey: CredentialId.optional(),
  /** Until then it pays within limits to known recipients only, unless another device confirms it. */
  quarantinedUntil: TimestampMs.optional(),
});
export type Device = z.infer<typeof Device>;

export const Credential = z.object({
  credentialId: CredentialId,
  transports: Transports,
  /** The passkey is synced or backed up by its provider; absent where it was not noted. */
  backedUp: z.boolean().optional(),
  /** When it was added. */
  createdAt: TimestampMs.optional(),
});
export type Credential = z.infer<typeof Credential>;

/** `GET /accounts/{id}`. An account under creation is not readable. */
export const Account = z.object({
  accountId: AccountId,
  name: DisplayName,
  status: z.enum(["active"]),
  /** x coordinate of the current group key. */
  publicKey: hex(32),
  publicKeyPackage: hexUpTo(1024, 1),
  /** Key, guardian configuration and salt that the address was made of. */
  birthKey: hex(32),
  configHash: hex(32),
  salt: hex(32),
  /** From the birth key on, as far as keys have signed for the next one: what deploys the account. */
  rotations: z.array(Rotation).max(64),
  /** Where guardians have made a key the owner since. */
  recovered: Recovered.optional(),
  /** A change of the owner key that is under way. */
  rotation: RotationState.optional(),
  keyEpoch: KeyEpoch,
  /** When the shares of this epoch were made: by a new key, or by a renewal. */
  sharesMadeAt: TimestampMs.optional(),
  /** The same on every chain. */
  address: EvmAddress,
  hasVault: z.boolean(),
  /** A code from an app is asked for on top of the passkey. */
  hasSecondFactor: z.boolean().optional(),
  frozen: z.boolean(),
  frozenBy: z.enum(["owner", "guardians"]).optional(),
  policy: Policy,
  policyHash: hex(32),
  spent: z.array(Spent).max(64),
  devices: z.array(Device).max(64),
  credentials: z.array(Credential).max(64),
  /** The backup kit that its owner has kept, if there is one of the current key. */
  kit: KitSummary.nullable(),
});
export type Account = z.infer<typeof Account>;

/** `POST /accounts`, signed by the new device's request key. */
export const CreateAccountRequest = z.strictObject({ name: DisplayName, deviceName: DisplayName });
export type CreateAccountRequest = z.infer<typeof CreateAccountRequest>;

export const CreateAccountResponse = z.object({ accountId: AccountId, challenge: Challenge, expiresAt: TimestampMs });
export type CreateAccountResponse = z.infer<typeof CreateAccountResponse>;

/** `POST /accounts/{id}/passkey`. */
export const RegisterPasskeyRequest = z.strictObject({
  registration: Registration,
  /** False where the passkey has no PRF, or the user declined the vault. */
  hasVault: z.boolean(),
});
export type RegisterPasskeyRequest = z.infer<typeof RegisterPasskeyRequest>;

export const RegisterPasskeyResponse = z.object({ credentialId: CredentialId });
export type RegisterPasskeyResponse = z.infer<typeof RegisterPasskeyResponse>;

/** `POST /accounts/{id}/challenge`. */
export const CreateChallengeRequest = z.strictObject({ purpose: z.enum(["confirm-creation", "open-vault"]) });
export type CreateChallengeRequest = z.infer<typeof CreateChallengeRequest>;

export const CreateChallengeResponse = z.object({ challenge: Challenge });
export type CreateChallengeResponse = z.infer<typeof CreateChallengeResponse>;

/** `POST /accounts/{id}/self-test`: both shares sign once before the account is shown. */
export const SelfTestRequest = z.strictObject({ commitments: SigningCommitments });
export type SelfTestRequest = z.infer<typeof SelfTestRequest>;

export const SelfTestResponse = z.object({ commitments: SigningCommitments, share: SignatureShare, digest: hex(32) });
export type SelfTestResponse = z.infer<typeof SelfTestResponse>;

/** `POST /accounts/{id}/activate` → Account. Idempotent. */
export const ActivateAccountRequest = z.strictObject({ signature52: hex(52) });
export type ActivateAccountRequest = z.infer<typeof ActivateAccountRequest>;

/** `POST /sign-in/challenge`. */
export const SignInChallengeRequest = z.strictObject({});
export type SignInChallengeRequest = z.infer<typeof SignInChallengeRequest>;

export const SignInChallengeResponse = z.object({ challenge: Challenge, challengeId: OpaqueId });
export type SignInChallengeResponse = z.infer<typeof SignInChallengeResponse>;

/** `POST /sign-in`: registers the request key that signed this request as a new device. */
export const SignInRequest = z.strictObject({ challengeId: OpaqueId, assertion: Assertion, deviceName: DisplayName });
export type SignInRequest = z.infer<typeof SignInRequest>;

export const SignInResponse = z.object({ account: Account, vault: Vault.nullable() });
export type SignInResponse = z.infer<typeof SignInResponse>;

import { z } from "zod";
import { GuardianConfig } from "./guardianConfig.ts";
import { GuardianCard, GuardianSigner } from "./guardians.ts";
import { base64url, DisplayName, EvmAddress, hex, OpaqueId, TimestampMs } from "./primitives.ts";
import { CredentialId } from "./webauthn.ts";

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

const text = z.string().max(256);

/** A person or place that is paid. */
export const Contact = z.object({ address: EvmAddress, name: DisplayName, updatedAt: TimestampMs });
export type Contact = z.infer<typeof Contact>;

/** A guardian of the account as its owner knows it. */
export const SyncedGuardian = z.strictObject({
  name: DisplayName,
  signer: GuardianSigner,
  /** 32 random bytes of its commitment. */
  salt: hex(32),
  inviteId: OpaqueId.optional(),
  credentialId: CredentialId.optional(),
  addedAt: TimestampMs,
});
export type SyncedGuardian = z.infer<typeof SyncedGuardian>;

/** A guardian configuration with the people behind it. */
export const SyncedGuardianSet = z.strictObject({
  config: GuardianConfig,
  configEpoch: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  members: z.array(SyncedGuardian).max(10),
  /** 52 bytes over `FirstGuardians`, where it was set by signature. */
  ownerSignature: hex(52).optional(),
});
export type SyncedGuardianSet = z.infer<typeof SyncedGuardianSet>;

/** A configuration that may be in force, or wait, on a network. */
export const SyncedKnownSet = SyncedGuardianSet.extend({
  /** When it was chosen; 0 where that is not known. */
  at: TimestampMs,
});
export type SyncedKnownSet = z.infer<typeof SyncedKnownSet>;

/** Which card a guardian was given last: the hash of the configuration on it, and when. */
export const GivenCard = z.strictObject({ configHash: hex(32), at: TimestampMs });
export type GivenCard = z.infer<typeof GivenCard>;

/** Who guards the account: as its owner means it, scheduled on a chain, being put together, and which cards they hold. */
export const SyncedGuardians = z.strictObject({
  current: SyncedGuardianSet.optional(),
  next: SyncedGuardianSet.optional(),
  draft: z.array(SyncedGuardian).max(10),
  /** By signer, for those in force. */
  given: z.record(z.string().max(200), GivenCard).optional(),
});
export type SyncedGuardians = z.infer<typeof SyncedGuardians>;

/** What is sealed in the blob, as JSON. Members of a later version are kept. */
export const SyncedData = z.looseObject({
  schema: z.literal(1),
  contacts: z.array(Contact).max(1000),
  settings: z.record(z.string().max(64), z.union([text, z.int(), z.boolean()])),
  /** Names for addresses and transactions. */
  labels: z.record(z.string().max(80), text),
  /** Cards of people whom this person guards. */
  cards: z.array(GuardianCard).max(32),
  /** Absent until guardians are chosen. */
  guardians: SyncedGuardians.optional(),
  /**
   * Every configuration of the account that a network may still have, the last chosen first. Beside `guardians`, whose
   * members are fixed: a device that does not know of these keeps them.
   */
  guardianSets: z.array(SyncedKnownSet).max(64).optional(),
});
export type SyncedData = z.infer<typeof SyncedData>;

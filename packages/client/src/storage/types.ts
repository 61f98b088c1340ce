import type { KitUpdate, LogPromise, SyncedData } from "@tandem/protocol";
import type { Address, Hex } from "viem";
import type { GuardianBook, GuardianCardRecord, GuardianSet } from "../guardians/index.ts";
import type { PasskeyRegistration } from "../passkeys/index.ts";
import type { RecoveryRecord } from "../recovery/index.ts";
import type { JournalOperation, LogAlarm, LogEvent, LogPoint, StoredAccount } from "../types.ts";

/** A data key wrapped under one passkey's PRF output. */
export type Wrap = { readonly credentialId: string; readonly wrapped: Hex };

/** How the share on this device opens without the co-signer. */
export type LocalUnlock =
  | { readonly kind: "passkey" }
  | {
      readonly kind: "password";
      /** 16 random bytes for Argon2id. */
      readonly salt: Hex;
      readonly wrapped: Hex;
    };

export type AccountRecord = {
  readonly version: 1;
  readonly account: StoredAccount;
  readonly publicKeyPackage: Hex;
  readonly transcriptHash?: Hex | undefined;
  /** iv12 ‖ AES-256-GCM(dataKey, key package). */
  readonly sealedShare: Hex;
  readonly wraps: readonly Wrap[];
  readonly credentials: readonly { readonly credentialId: string; readonly transports: readonly string[] }[];
  readonly unlock: LocalUnlock;
  /** WebAuthn RP id of its passkeys, where this device may never have heard from a service. */
  readonly rpId?: string | undefined;
  /** A change of the key that this device has begun. */
  readonly rotation?: PendingRotation | undefined;
  /** A renewal of the shares that this device has begun: its share of the next key epoch. */
  readonly refresh?: PendingRefresh | undefined;
  /** What brings the kit's share to later key epochs, sealed to the kit. */
  readonly kitUpdates?: readonly KitUpdate[] | undefined;
};

/** The share of the next key epoch, until the co-signer has changed to it or given it up. */
export type PendingRefresh = Omit<PendingRotation, "newOwner" | "ownerSignature" | "rotationId"> & {
  readonly sessionId: Hex;
  readonly kitUpdate?: KitUpdate | undefined;
};

/** A change of the owner key between its new sealed share and the day the co-signer has changed to it. */
export type PendingRotation = {
  readonly rotationId: Hex;
  readonly newOwner: Hex;
  readonly publicKeyPackage: Hex;
  readonly transcriptHash: Hex;
  readonly keyEpoch: number;
  readonly sealedShare: Hex;
  readonly wraps: readonly Wrap[];
  readonly unlock: LocalUnlock;
  /** 52 bytes of the old key, once both shares have signed. */
  readonly ownerSignature?: Hex | undefined;
  /** The new key's word for the first guardians, where they are set by signature: the old key's is nothing after it. */
  readonly firstGuardiansSignature?: Hex | undefined;
};

/** Keys the browser holds for us and never shows: CryptoKey objects, not extractable. */
export type KeyRecord = {
  readonly version: 1;
  /** 33-byte compressed P-256 key, the `keyid` of signed requests. */
  readonly keyId: Hex;
  readonly requestKey: CryptoKey;
  /** HMAC-SHA256 key of the password fallback. */
  readonly deviceKey?: CryptoKey | undefined;
  /** AES-GCM key of the account's synchronised data, of one key epoch, and those of earlier data keys. */
  readonly sync?:
    | { readonly keyEpoch: number; readonly key: CryptoKey; readonly earlier?: readonly CryptoKey[] | undefined }
    | undefined;
};

/** The way back by a kit that is not finished. The kit in it is sealed; its code is nowhere. */
export type RestoreRecord = {
  readonly version: 1;
  readonly accountId: Hex;
  readonly name: string;
  readonly address: Address;
  readonly deviceName: string;
  /** 156 bytes. */
  readonly compactKit: Hex;
  /** The new device's request key. */
  readonly key: KeyRecord;
  readonly credential?: { readonly credentialId: string; readonly transports: readonly string[] } | undefined;
  /** The passkey gives no PRF value: a password seals the new share. */
  readonly needsPassword: boolean;
  readonly rotation?: PendingRotation | undefined;
  /** Who guarded the account when the kit was made, where its file says so. */
  readonly guardians?: GuardianSet | undefined;
  readonly createdAt: number;
};

/** A creation that is not finished. Holds no secret of the key generation. */
export type CreationRecord = {
  readonly version: 1;
  readonly stage: "registered" | "attested" | "passkey" | "key" | "vault" | "self-tested";
  readonly accountId: Hex;
  readonly name: string;
  readonly deviceName: string;
  readonly keepVault: boolean;
  readonly createdAt: number;
  /** WebAuthn registration challenge and its end by the server's clock. */
  readonly challenge: string;
  readonly challengeExpiresAt: number;
  /** From `attested` on: what the co-signer is told of the passkey. Public. */
  readonly registration?: PasskeyRegistration | undefined;
  readonly credential?: { readonly credentialId: string; readonly transports: readonly string[] } | undefined;
  readonly prf?: "available" | "missing" | undefined;
  /** Whether the co-signer keeps the sealed share. */
  readonly hasVault?: boolean | undefined;
  /** From `key` on: the sealed result of the key generation. */
  readonly key?:
    | {
        readonly publicKey: Hex;
        readonly publicKeyPackage: Hex;
        readonly keyEpoch: number;
        readonly transcriptHash: Hex;
        readonly sealedShare: Hex;
        readonly wraps: readonly Wrap[];
        readonly unlock: LocalUnlock;
      }
    | undefined;
  /** From `self-tested` on: 52 bytes. */
  readonly selfTestSignature?: Hex | undefined;
};

/** What this device has of the account's synchronised data. Guardians and cards are in stores of their own. */
export type SyncedRecord = {
  readonly version: 1;
  readonly accountId: Hex;
  readonly data: SyncedData;
  /** What all devices had when this one last compared: what differs from it was changed here. */
  readonly base?: SyncedData | undefined;
  /** The newest version that this device has seen; an older one is a roll-back. */
  readonly seenVersion: number;
  /** Written down before it is sent as this version, `local` being what this device had: its answer may be lost. */
  readonly sent?: { readonly version: number; readonly local: SyncedData; readonly data: SyncedData } | undefined;
};

export type SettingsRecord = {
  readonly version: 1;
  /** Ed25519 identity of the co-signer, kept from the first account on. */
  readonly serverIdentity: Hex;
  /** WebAuthn RP id of the wallet. */
  readonly rpId: string;
  /** Signed server time minus device time. */
  readonly clockOffsetMs: number;
};

/** What this device keeps of the co-signer's audit log: one head, the leaves it waits for, alarms and events. */
export type LogRecord =
  | {
      readonly version: 1;
      readonly kind: "head";
      readonly origin: string;
      /** Taken on trust. */
      readonly first: LogPoint & { readonly note: string };
      /** The last one verified. */
      readonly latest: LogPoint & { readonly note: string };
      readonly included: number;
    }
  | {
      readonly version: 1;
      readonly kind: "pending";
      readonly accountId: Hex;
      readonly leaf: Hex;
      readonly decisionId: string;
      readonly promise: LogPromise;
      /** By this device's clock. */
      readonly receivedAt: number;
    }
  | { readonly version: 1; readonly kind: "alarm"; readonly alarm: LogAlarm }
  | { readonly version: 1; readonly kind: "event"; readonly event: LogEvent };

export type StoreRecords = {
  readonly accounts: AccountRecord;
  readonly keys: KeyRecord;
  readonly creations: CreationRecord;
  readonly operations: JournalOperation;
  readonly settings: SettingsRecord;
  readonly log: LogRecord;
  readonly guardians: GuardianBook;
  readonly guardianCards: GuardianCardRecord;
  readonly recoveries: RecoveryRecord;
  readonly restores: RestoreRecord;
  readonly synced: SyncedRecord;
};

export type StoreName = keyof StoreRecords;

export type StorageChange = {
  [name in StoreName]:
    | { readonly store: name; readonly key: string; readonly value: StoreRecords[name] }
    | { readonly store: name; readonly key: string; readonly value?: undefined };
}[StoreName];

/** What the device remembers. Values are structured-cloned; `write` is one atomic transaction. */
export type DeviceStorage = {
  get<name extends StoreName>(store: name, key: string): Promise<StoreRecords[name] | undefined>;
  list<name extends StoreName>(store: name): Promise<readonly StoreRecords[name][]>;
  /** A change without a value deletes. */
  write(changes: readonly StorageChange[]): Promise<void>;
};

import type { Policy, Recovered, Rotation } from "@tandem/protocol";
import { sql } from "kysely";
import type { Address, Hex } from "viem";
import { toBytes, toHex } from "./bytes.ts";
import type { Database } from "./database.ts";
import { type KitRecord, listKits } from "./kits.ts";

/** A device of an account: the key it signs requests with. */
export type DeviceRecord = {
  readonly keyId: Hex;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly credentialId: Buffer | null;
  /** In quarantine: it came within the last 24 hours, was not the creating one, and no other device has confirmed it. */
  readonly isNew: boolean;
  /** When the quarantine ends by itself. */
  readonly quarantinedUntil: Date | undefined;
};

/** For so long a new device may only pay within limits to known recipients. */
const quarantineMs = 24 * 3_600_000;

export type CredentialRecord = {
  readonly credentialId: Buffer;
  /** COSE key. */
  readonly publicKey: Buffer;
  readonly transports: readonly string[];
  readonly backedUp: boolean;
  readonly createdAt: Date;
};

/** Everything about an account that is not money, as of `version`. */
export type AccountRecord = {
  readonly accountId: Hex;
  readonly version: number;
  readonly status: "created" | "passkey" | "keyed" | "active" | "ended";
  readonly name: string;
  readonly createdAt: Date;
  readonly keyEpoch: number;
  /** Present from `keyed` on. */
  readonly key: AccountKey | undefined;
  readonly dkgSessions: number;
  readonly frozen: boolean;
  readonly frozenBy: "owner" | "guardians" | undefined;
  /** A rotation is signed and not completed: the old share signs that rotation and nothing else. */
  readonly isRotating: boolean;
  /** A code from an app can be asked for. */
  readonly hasSecondFactor: boolean;
  readonly hasVault: boolean;
  readonly vaultConfirmed: boolean;
  readonly policy: Policy;
  readonly policyHash: Hex;
  /** Not revoked, oldest first. */
  readonly devices: readonly DeviceRecord[];
  readonly credentials: readonly CredentialRecord[];
  /** Backup kits that are not revoked, newest first. */
  readonly kits: readonly KitRecord[];
  /** Who owns the account on the chains that have told of a change, once that settled. */
  readonly chainOwners: readonly ChainOwner[];
};

export type ChainOwner = {
  readonly chainKey: number;
  /** x-only key. */
  readonly owner: Hex;
  readonly ownerEpoch: number;
};

export type AccountKey = {
  /** x-only group key and the key the address was made of. */
  readonly publicKey: Hex;
  readonly birthKey: Hex;
  readonly configHash: Hex;
  readonly salt: Hex;
  /** From the birth key on: what deploys the account. */
  readonly rotations: readonly Rotation[];
  /** Where guardians have made a key the owner since. */
  readonly recovered: Recovered | undefined;
  readonly address: Address;
  readonly publicKeyPackage: Buffer;
  readonly transcriptHash: Buffer;
};

/** Reads an account, or undefined when there is none (or its creation has run out of time). */
export async function getAccountRecord(database: Database, accountId: Hex): Promise<AccountRecord | undefined> {
  const id = toBytes(accountId);
  const { kysely } = database;
  const [row, devices, credentials, kits, owners] = await Promise.all([
    kysely
      .selectFrom("accounts")
      .selectAll()
      .select((where) =>
        where
          .exists(
            where
              .selectFrom("rotations")
              .select("rotation_id")
              .where("account_id", "=", id)
              .where("status", "=", "signed"),
          )
          .as("is_rotating"),
      )
      .select((where) =>
        where
          .exists(
            where
              .selectFrom("second_factors")
              .select("account_id")
              .where("account_id", "=", id)
              .where("confirmed_at", "is not", null),
          )
          .as("has_second_factor"),
      )
      .where("account_id", "=", id)
      .where((where) => where.or([where("expires_at", "is", null), where("expires_at", ">", sql<Date>`now()`)]))
      .executeTakeFirst(),
    kysely
      .selectFrom("devices")
      .selectAll()
      .select(
        sql<boolean>`door <> 'new' AND confirmed_at IS NULL AND created_at > now() - interval '24 hours'`.as("is_new"),
      )
      .where("account_id", "=", id)
      .where("revoked_at", "is", null)
      .orderBy("created_at")
      .execute(),
    kysely.selectFrom("credentials").selectAll().where("account_id", "=", id).orderBy("created_at").execute(),
    listKits(database, accountId),
    kysely.selectFrom("account_chains").selectAll().where("account_id", "=", id).execute(),
  ]);
  if (!row) return undefined;
  const { public_key, birth_key, address, public_key_package, transcript_hash } = row;
  const key: AccountKey | undefined =
    public_key && birth_key && address && public_key_package && transcript_hash
      ? {
          publicKey: toHex(public_key),
          birthKey: toHex(birth_key),
          configHash: toHex(row.config_hash),
          salt: toHex(row.salt),
          rotations: row.rotations,
          recovered: row.recovered ?? undefined,
          address: toHex(address),
          publicKeyPackage: public_key_package,
          transcriptHash: transcript_hash,
        }
      : undefined;
  return {
    accountId,
    version: row.version,
    status: row.status,
    name: row.name,
    createdAt: row.created_at,
    keyEpoch: row.key_epoch,
    key,
    dkgSessions: row.dkg_sessions,
    frozen: row.frozen_at !== null,
    frozenBy: row.frozen_by ?? undefined,
    isRotating: Boolean(row.is_rotating),
    hasSecondFactor: Boolean(row.has_second_factor),
    hasVault: row.has_vault,
    vaultConfirmed: row.vault_confirmed,
    policy: row.policy,
    policyHash: toHex(row.policy_hash),
    devices: devices.map((device) => ({
      keyId: toHex(device.key_id),
      name: device.name,
      createdAt: device.created_at,
      lastUsedAt: device.last_used_at,
      credentialId: device.credential_id,
      isNew: device.is_new,
      quarantinedUntil: device.is_new ? new Date(device.created_at.getTime() + quarantineMs) : undefined,
    })),
    credentials: credentials.map((credential) => ({
      credentialId: credential.credential_id,
      publicKey: credential.public_key,
      transports: credential.transports,
      backedUp: credential.backed_up,
      createdAt: credential.created_at,
    })),
    kits,
    chainOwners: owners.map(({ chain_key, owner, owner_epoch }) => ({
      chainKey: chain_key,
      owner: toHex(owner),
      ownerEpoch: owner_epoch,
    })),
  };
}

/** The account with this address, for requests that name no account. */
export async function findAccountId(database: Database, address: Address): Promise<Hex | undefined> {
  const row = await database.kysely
    .selectFrom("accounts")
    .select("account_id")
    .where("address", "=", toBytes(address))
    .where("status", "=", "active")
    .executeTakeFirst();
  return row && toHex(row.account_id);
}

export type NewAccount = {
  readonly accountId: Hex;
  readonly name: string;
  readonly policy: Policy;
  readonly policyHash: Hex;
  readonly keyId: Hex;
  readonly deviceName: string;
  readonly expiresAt: Date;
};

/** Writes an account under creation with its first device. */
export async function insertAccount(database: Database, account: NewAccount): Promise<void> {
  const accountId = toBytes(account.accountId);
  await database.kysely.transaction().execute(async (transaction) => {
    await transaction
      .insertInto("accounts")
      .values({
        account_id: accountId,
        name: account.name,
        status: "created",
        expires_at: account.expiresAt,
        policy: JSON.stringify(account.policy),
        policy_hash: toBytes(account.policyHash),
      })
      .execute();
    await transaction
      .insertInto("devices")
      .values({ account_id: accountId, key_id: toBytes(account.keyId), name: account.deviceName, door: "new" })
      .execute();
  });
}

/** Deletes what was never finished: accounts after 24 h, challenges and key generations after minutes. */
export async function deleteExpired(database: Database): Promise<void> {
  const { kysely } = database;
  const now = sql<Date>`now()`;
  await kysely.deleteFrom("challenges").where("expires_at", "<", now).execute();
  await kysely.deleteFrom("pairings").where("expires_at", "<", now).execute();
  await kysely.deleteFrom("dkg_sessions").where("expires_at", "<", now).execute();
  await kysely.deleteFrom("accounts").where("status", "<>", "active").where("expires_at", "<", now).execute();
  await sql`DELETE FROM sponsored_networks WHERE day < (now() AT TIME ZONE 'UTC')::date - 1`.execute(kysely);
  await sql`DELETE FROM sponsored_operations WHERE day < (now() AT TIME ZONE 'UTC')::date - 30`.execute(kysely);
  await sql`DELETE FROM sponsor_spend WHERE day < (now() AT TIME ZONE 'UTC')::date - 30`.execute(kysely);
  await sql`DELETE FROM sponsor_budgets WHERE day < (now() AT TIME ZONE 'UTC')::date - 7`.execute(kysely);
  await kysely.deleteFrom("spend").where("hour", "<", sql<Date>`now() - interval '7 days'`).execute();
}

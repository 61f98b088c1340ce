import type { Vault } from "@tandem/protocol";
import { sql } from "kysely";
import type { Hex } from "viem";
import type { SealedShare } from "../keys/index.ts";
import { toBytes, toHex } from "./bytes.ts";
import type { Database } from "./database.ts";
import type { DecisionEntry } from "./intents.ts";
import type { RotationRow } from "./tables.ts";

/** The next owner key, from `keyed` on. */
export type RotationKeyRecord = {
  readonly publicKey: Hex;
  readonly publicKeyPackage: Buffer;
  readonly transcriptHash: Buffer;
  /** Until the service changes to it. */
  readonly share: SealedShare | undefined;
};

export type RotationRecord = {
  readonly rotationId: Hex;
  readonly accountId: Hex;
  readonly keyId: Hex;
  readonly byKit: boolean;
  readonly status: RotationRow["status"];
  readonly ownerEpoch: number;
  /** Of the new shares. */
  readonly keyEpoch: number;
  readonly key: RotationKeyRecord | undefined;
  /** What signs `RotateOwner`. */
  readonly previous: { readonly keyEpoch: number; readonly publicKey: Hex; readonly publicKeyPackage: Buffer };
};

export type BeginRotationOutcome =
  | { readonly outcome: "ok" | "busy"; readonly rotationId: Hex }
  | { readonly outcome: "wait" };

export type BeginRotationParameters = {
  /** 16 random bytes, for a new one. */
  readonly rotationId: Uint8Array;
  readonly accountId: Hex;
  readonly keyId: Hex;
  readonly byKit: boolean;
  /** Of the wait that must be over. */
  readonly subject: Uint8Array;
};

export async function insertRotation(
  database: Database,
  { rotationId, accountId, keyId, byKit, subject }: BeginRotationParameters,
): Promise<BeginRotationOutcome> {
  const [row] = await database.query<{ outcome: "ok" | "busy" | "wait"; rotation_id: Buffer | null }>(
    { name: "begin-rotation", text: "SELECT * FROM begin_rotation($1, $2, $3, $4, $5)" },
    [Buffer.from(rotationId), toBytes(accountId), toBytes(keyId), byKit, Buffer.from(subject)],
  );
  if (!row?.rotation_id || row.outcome === "wait") return { outcome: "wait" };
  return { outcome: row.outcome, rotationId: toHex(row.rotation_id) };
}

/** A rotation of the account; without an id the one that is not completed yet. */
export async function getRotation(
  database: Database,
  accountId: Hex,
  rotationId?: Hex,
): Promise<RotationRecord | undefined> {
  const query = database.kysely.selectFrom("rotations").selectAll().where("account_id", "=", toBytes(accountId));
  const row = await (rotationId === undefined
    ? query.where("status", "in", ["started", "keyed", "signed"])
    : query.where("rotation_id", "=", toBytes(rotationId))
  ).executeTakeFirst();
  return row && toRecord(row);
}

/** Rotations that some chain may not have yet, oldest first. */
export async function listSpreadingRotations(database: Database, accountId?: Hex): Promise<RotationRecord[]> {
  const query = database.kysely.selectFrom("rotations").selectAll().where("status", "=", "spreading");
  const rows = await (accountId === undefined ? query : query.where("account_id", "=", toBytes(accountId)))
    .orderBy("owner_epoch")
    .limit(200)
    .execute();
  return rows.map(toRecord);
}

/** Counts a key generation; false when this rotation has used up its tries. */
export async function countRotationSession(database: Database, rotationId: Hex, most: number): Promise<boolean> {
  const counted = await database.kysely
    .updateTable("rotations")
    .set((where) => ({ sessions: where("sessions", "+", 1) }))
    .where("rotation_id", "=", toBytes(rotationId))
    .where("status", "in", ["started", "keyed"])
    .where("sessions", "<", most)
    .executeTakeFirst();
  return counted.numUpdatedRows > 0n;
}

export type StoreRotationKeyParameters = {
  readonly rotationId: Hex;
  readonly publicKey: Uint8Array;
  readonly publicKeyPackage: Uint8Array;
  readonly transcriptHash: Uint8Array;
  readonly share: SealedShare;
};

/** Keeps the next key; one that was made before for this rotation is gone. False once the rotation is signed. */
export async function storeRotationKey(
  database: Database,
  { rotationId, publicKey, publicKeyPackage, transcriptHash, share }: StoreRotationKeyParameters,
): Promise<boolean> {
  const updated = await database.kysely
    .updateTable("rotations")
    .set({
      status: "keyed",
      public_key: publicKey,
      public_key_package: publicKeyPackage,
      transcript_hash: transcriptHash,
      sealed: share.sealed,
      kek_version: share.kekVersion,
      wrapped_key: share.wrapped,
    })
    .where("rotation_id", "=", toBytes(rotationId))
    .where("status", "in", ["started", "keyed"])
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}

export type SignRotationParameters = {
  readonly rotationId: Hex;
  readonly accountId: Hex;
  readonly newOwner: Hex;
  readonly proof: Hex;
  readonly vault: Vault | null;
  /** 32 random bytes. */
  readonly salt: Uint8Array;
  readonly entry: DecisionEntry;
};

/** From here on the old share signs this rotation and nothing else. False when it stands elsewhere by now. */
export async function fenceForRotation(database: Database, parameters: SignRotationParameters): Promise<boolean> {
  const { rotationId, accountId, newOwner, proof, vault, salt, entry } = parameters;
  const [row] = await database.query<{ signed: boolean }>(
    { name: "sign-rotation", text: "SELECT sign_rotation($1, $2, $3, $4, $5, $6, $7) AS signed" },
    [
      toBytes(rotationId),
      toBytes(accountId),
      toBytes(newOwner),
      toBytes(proof),
      vault === null ? null : JSON.stringify(vault),
      Buffer.from(salt),
      JSON.stringify(entry),
    ],
  );
  return row?.signed ?? false;
}

/** The service changes to the new key. False when the rotation was never signed. */
export async function changeKey(
  database: Database,
  { rotationId, accountId, ownerSignature }: { rotationId: Hex; accountId: Hex; ownerSignature: Hex },
): Promise<boolean> {
  const [row] = await database.query<{ completed: boolean }>(
    { name: "complete-rotation", text: "SELECT complete_rotation($1, $2, $3) AS completed" },
    [toBytes(rotationId), toBytes(accountId), toBytes(ownerSignature)],
  );
  return row?.completed ?? false;
}

/** Ends a rotation that every chain has, and destroys the old share. */
export async function destroyOldShare(database: Database, rotationId: Hex): Promise<void> {
  await database.query({ name: "finish-rotation", text: "SELECT finish_rotation($1)" }, [toBytes(rotationId)]);
}

export type RotationChainState = "undeployed" | "pending" | "done";

export async function setRotationChain(
  database: Database,
  { rotationId, chainKey, state }: { rotationId: Hex; chainKey: number; state: RotationChainState },
): Promise<void> {
  await database.kysely
    .insertInto("rotation_chains")
    .values({ rotation_id: toBytes(rotationId), chain_key: chainKey, state })
    .onConflict((conflict) =>
      conflict
        .columns(["rotation_id", "chain_key"])
        .doUpdateSet({ state })
        .where(sql<boolean>`rotation_chains.state <> excluded.state`),
    )
    .execute();
}

export async function listRotationChains(
  database: Database,
  rotationId: Hex,
): Promise<{ readonly chainKey: number; readonly state: RotationChainState }[]> {
  const rows = await database.kysely
    .selectFrom("rotation_chains")
    .selectAll()
    .where("rotation_id", "=", toBytes(rotationId))
    .execute();
  return rows.map(({ chain_key, state }) => ({ chainKey: chain_key, state }));
}

function toRecord(row: RotationRow): RotationRecord {
  const { public_key, public_key_package, transcript_hash, sealed, kek_version, wrapped_key } = row;
  const share =
    sealed && kek_version !== null && wrapped_key
      ? { sealed, kekVersion: kek_version, wrapped: wrapped_key }
      : undefined;
  return {
    rotationId: toHex(row.rotation_id),
    accountId: toHex(row.account_id),
    keyId: toHex(row.key_id),
    byKit: row.by_kit,
    status: row.status,
    ownerEpoch: row.owner_epoch,
    keyEpoch: row.key_epoch,
    key:
      public_key && public_key_package && transcript_hash
        ? {
            publicKey: toHex(public_key),
            publicKeyPackage: public_key_package,
            transcriptHash: transcript_hash,
            share,
          }
        : undefined,
    previous: {
      keyEpoch: row.previous_key_epoch,
      publicKey: toHex(row.previous_public_key),
      publicKeyPackage: row.previous_key_package,
    },
  };
}

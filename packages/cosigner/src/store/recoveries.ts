import type { AccountOrigin, GuardianConfig, GuardianSet } from "@tandem/protocol";
import { type Selectable, sql } from "kysely";
import type { Address, Hex } from "viem";
import { toBytes, toHex } from "./bytes.ts";
import type { Database } from "./database.ts";
import type { Tables } from "./tables.ts";

/** A request to guardians, as it is kept. */
export type RecoveryRecord = {
  readonly recoveryId: Hex;
  readonly accountId: Hex;
  readonly address: Address;
  readonly requester: string;
  readonly origin: AccountOrigin;
  readonly guardians: GuardianSet;
  readonly newOwner: Hex;
  readonly proof: Hex;
  readonly ownerEpoch: number;
  readonly nonce: Hex;
  /** Unix seconds. */
  readonly deadline: number;
  readonly chainIds: readonly number[];
  readonly recoveryHash: Hex;
  readonly createdAt: Date;
  readonly withdrawnAt: Date | undefined;
  readonly takenOverAt: Date | undefined;
};

export type RecoveryChainStatus = "collecting" | "submitting" | "pending" | "done" | "cancelled" | "replaced";

export type RecoveryChainRecord = {
  readonly chainKey: number;
  readonly status: RecoveryChainStatus;
  readonly readyAt: Date | undefined;
  readonly expiresAt: Date | undefined;
  readonly transactionHash: Hex | undefined;
  readonly jobKey: string | undefined;
};

export type ApprovalRecord = {
  readonly chainKey: number;
  readonly signer: Hex;
  readonly salt: Hex;
  readonly signature: Hex;
  readonly commitment: Hex;
  readonly approvedAt: Date;
};

export type NewRecovery = Omit<RecoveryRecord, "createdAt" | "takenOverAt" | "withdrawnAt"> & {
  readonly chainKeys: readonly number[];
  /** How long the account under creation is kept for it. */
  readonly keepUntil: Date;
};

/** Writes a request. False where the account under creation has one already, or is none. */
export async function insertRecovery({ kysely }: Database, recovery: NewRecovery): Promise<boolean> {
  return kysely.transaction().execute(async (transaction) => {
    const accountId = toBytes(recovery.accountId);
    const kept = await transaction
      .updateTable("accounts")
      .set((where) => ({ expires_at: recovery.keepUntil, version: where("version", "+", 1) }))
      .where("account_id", "=", accountId)
      .where("status", "=", "keyed")
      .executeTakeFirst();
    if (kept.numUpdatedRows === 0n) return false;
    const inserted = await transaction
      .insertInto("recoveries")
      .values({
        recovery_id: toBytes(recovery.recoveryId),
        account_id: accountId,
        address: toBytes(recovery.address),
        requester: recovery.requester,
        origin: JSON.stringify(recovery.origin),
        guardians: JSON.stringify(recovery.guardians),
        new_owner: toBytes(recovery.newOwner),
        proof: toBytes(recovery.proof),
        owner_epoch: recovery.ownerEpoch,
        nonce: toBytes(recovery.nonce),
        deadline: recovery.deadline,
        chain_ids: [...recovery.chainIds],
        recovery_hash: toBytes(recovery.recoveryHash),
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (!inserted.numInsertedOrUpdatedRows) return false;
    await transaction
      .insertInto("recovery_chains")
      .values(
        recovery.chainKeys.map((chain_key) => ({
          recovery_id: toBytes(recovery.recoveryId),
          chain_key,
          status: "collecting" as const,
        })),
      )
      .execute();
    return true;
  });
}

export type FullRecovery = {
  readonly recovery: RecoveryRecord;
  readonly chains: readonly RecoveryChainRecord[];
  readonly approvals: readonly ApprovalRecord[];
};

type By = { readonly recoveryId: Hex } | { readonly accountId: Hex };

export async function getRecovery({ kysely }: Database, by: By): Promise<FullRecovery | undefined> {
  const query = kysely.selectFrom("recoveries").selectAll();
  const row = await ("recoveryId" in by
    ? query.where("recovery_id", "=", toBytes(by.recoveryId))
    : query.where("account_id", "=", toBytes(by.accountId))
  ).executeTakeFirst();
  if (!row) return undefined;
  const [chains, approvals] = await Promise.all([
    kysely.selectFrom("recovery_chains").selectAll().where("recovery_id", "=", row.recovery_id).execute(),
    kysely
      .selectFrom("recovery_approvals")
      .selectAll()
      .where("recovery_id", "=", row.recovery_id)
      .orderBy("approved_at")
      .execute(),
  ]);
  return { recovery: toRecord(row), chains: chains.map(toChain), approvals: approvals.map(toApproval) };
}

export type NamedRecoveries = {
  readonly address: Address;
  readonly recoveryHash?: Hex | undefined;
  readonly newOwner?: Hex | undefined;
};

/**
 * The requests that an event of an address speaks of, by their hash or by the key they are for; also withdrawn ones,
 * which guardians may have submitted all the same. Anybody may make requests for an address: all of them are not read.
 */
export async function findRecoveries(
  { kysely }: Database,
  { address, recoveryHash, newOwner }: NamedRecoveries,
): Promise<readonly RecoveryRecord[]> {
  const rows = await kysely
    .selectFrom("recoveries")
    .selectAll()
    .where("address", "=", toBytes(address))
    .where(({ eb, or }) =>
      or([
        ...(recoveryHash === undefined ? [] : [eb("recovery_hash", "=", toBytes(recoveryHash))]),
        ...(newOwner === undefined ? [] : [eb("new_owner", "=", toBytes(newOwner))]),
      ]),
    )
    .execute();
  return rows.map(toRecord);
}

type OnChain = { readonly address: Address; readonly chainKey: number };

/** Another recovery has started on this chain: what was pending there is replaced. */
export async function replaceRecoveries(
  { kysely }: Database,
  { address, chainKey, startedHash }: OnChain & { readonly startedHash: Hex },
): Promise<void> {
  await kysely
    .updateTable("recovery_chains")
    .set({ status: "replaced" })
    .where("chain_key", "=", chainKey)
    .where("status", "=", "pending")
    .where("recovery_id", "in", (query) =>
      query
        .selectFrom("recoveries")
        .select("recovery_id")
        .where("address", "=", toBytes(address))
        .where("recovery_hash", "<>", toBytes(startedHash)),
    )
    .execute();
}

/** The account has an owner of a later epoch on this chain: requests of an earlier one that are open there are over. */
export async function cancelPastRecoveries(
  { kysely }: Database,
  {
    address,
    chainKey,
    ownerEpoch,
    transactionHash,
  }: OnChain & { readonly ownerEpoch: bigint; readonly transactionHash: Hex },
): Promise<void> {
  await kysely
    .updateTable("recovery_chains")
    .set({ status: "cancelled", transaction_hash: toBytes(transactionHash) })
    .where("chain_key", "=", chainKey)
    .where("status", "in", ["collecting", "submitting", "pending"])
    .where("recovery_id", "in", (query) =>
      query
        .selectFrom("recoveries")
        .select("recovery_id")
        .where("address", "=", toBytes(address))
        .where(sql<boolean>`owner_epoch < ${ownerEpoch}`),
    )
    .execute();
}

/** Keeps a checked approval for these chains; a later one of the same guardian replaces it. */
export async function putApproval(
  { kysely }: Database,
  recoveryId: Hex,
  {
    chainKeys,
    ...approval
  }: Omit<ApprovalRecord, "approvedAt" | "chainKey"> & { readonly chainKeys: readonly number[] },
): Promise<void> {
  const changed = { salt: toBytes(approval.salt), signature: toBytes(approval.signature) };
  await kysely
    .insertInto("recovery_approvals")
    .values(
      chainKeys.map((chain_key) => ({
        recovery_id: toBytes(recoveryId),
        chain_key,
        signer: toBytes(approval.signer),
        commitment: toBytes(approval.commitment),
        ...changed,
      })),
    )
    .onConflict((conflict) => conflict.columns(["recovery_id", "chain_key", "commitment"]).doUpdateSet(changed))
    .execute();
}

/** Forgets an approval that the account has refused on a chain. The guardian may give another one. */
export async function dropApproval(
  { kysely }: Database,
  { recoveryId, chainKey, signer }: Pick<ApprovalRecord, "chainKey" | "signer"> & { readonly recoveryId: Hex },
): Promise<void> {
  await kysely
    .deleteFrom("recovery_approvals")
    .where("recovery_id", "=", toBytes(recoveryId))
    .where("chain_key", "=", chainKey)
    .where("signer", "=", toBytes(signer))
    .execute();
}

/** Tells the owner that guardians are asked: with the first approval of one of them, so that strangers cannot cry wolf. Once. */
export async function alarmRecovery(database: Database, recoveryId: Hex): Promise<void> {
  await database.query(
    {
      name: "alarm-recovery",
      text: `WITH told AS (
          UPDATE recoveries SET alarmed_at = now() WHERE recovery_id = $1 AND alarmed_at IS NULL
          RETURNING address, requester)
        SELECT raise_alarm(a.account_id, 'recovery-requested', jsonb_build_object('requester', t.requester))
        FROM told t JOIN accounts a ON a.address = t.address AND a.status = 'active'`,
    },
    [toBytes(recoveryId)],
  );
}

export type RecoveryChainChange = {
  readonly status: RecoveryChainStatus;
  /** Only from one of these. */
  readonly from: readonly RecoveryChainStatus[];
  readonly readyAt?: Date;
  readonly expiresAt?: Date;
  readonly transactionHash?: Hex;
  readonly jobKey?: string;
};

export async function updateRecoveryChain(
  { kysely }: Database,
  { recoveryId, chainKey }: { readonly recoveryId: Hex; readonly chainKey: number },
  { status, from, readyAt, expiresAt, transactionHash, jobKey }: RecoveryChainChange,
): Promise<void> {
  await kysely
    .updateTable("recovery_chains")
    .set({
      status,
      ...(readyAt && { ready_at: readyAt }),
      ...(expiresAt && { expires_at: expiresAt }),
      ...(transactionHash && { transaction_hash: toBytes(transactionHash) }),
      ...(jobKey !== undefined && { job_key: jobKey }),
    })
    .where("recovery_id", "=", toBytes(recoveryId))
    .where("chain_key", "=", chainKey)
    .where("status", "in", [...from])
    .execute();
}

export async function withdrawRecovery({ kysely }: Database, recoveryId: Hex): Promise<void> {
  await kysely
    .updateTable("recoveries")
    .set({ withdrawn_at: sql<Date>`now()` })
    .where("recovery_id", "=", toBytes(recoveryId))
    .where("withdrawn_at", "is", null)
    .execute();
}

/** The present key's signature over `RotateOwner` to the request's key, which makes it a rotation. The first stays. */
export async function putHandOver(
  { kysely }: Database,
  { recoveryId, ownerSignature }: { readonly recoveryId: Hex; readonly ownerSignature: Hex },
): Promise<void> {
  await kysely
    .updateTable("recoveries")
    .set({ owner_signature: toBytes(ownerSignature) })
    .where("recovery_id", "=", toBytes(recoveryId))
    .where("owner_signature", "is", null)
    .execute();
}

/** Ties the account to the new key. True when this call did it. */
export async function takeOverAccount(database: Database, recoveryId: Hex): Promise<boolean> {
  const [row] = await database.query<{ done: boolean }>(
    { name: "take-over-account", text: "SELECT take_over_account($1) AS done" },
    [toBytes(recoveryId)],
  );
  return row?.done ?? false;
}

/**
 * Requests that have enough approvals on a chain where nothing was submitted yet, or where one of them was refused. Some of
 * them each time, so that none waits behind others for good.
 */
export async function listReadyRecoveries(database: Database): Promise<readonly Hex[]> {
  const rows = await database.query<{ recovery_id: Buffer }>(
    {
      name: "ready-recoveries",
      text: `SELECT r.recovery_id FROM recoveries r JOIN recovery_chains c USING (recovery_id)
        WHERE (c.status = 'collecting' OR c.status = 'submitting' AND EXISTS (SELECT 1 FROM relay_jobs j
            WHERE j.job_key = c.job_key AND j.status = 'failed' AND j.reason LIKE 'InvalidApproval:%'))
          AND r.withdrawn_at IS NULL AND r.deadline > extract(epoch FROM now())
          AND (SELECT count(DISTINCT a.signer) FROM recovery_approvals a
            WHERE a.recovery_id = c.recovery_id AND a.chain_key = c.chain_key)
            >= greatest(1, (r.guardians -> 'config' ->> 'threshold')::integer)
        GROUP BY r.recovery_id ORDER BY random() LIMIT 20`,
    },
    [],
  );
  return rows.map(({ recovery_id }) => toHex(recovery_id));
}

/** What the service remembers of an address. */
export async function getRecoverySource(
  { kysely }: Database,
  address: Address,
): Promise<
  | {
      readonly origin: AccountOrigin;
      /** Of each network, the one that took effect last first. */
      readonly applied: readonly {
        readonly chainKey: number;
        readonly configEpoch: number;
        readonly config: GuardianConfig;
      }[];
      readonly first: { readonly config: GuardianConfig; readonly ownerSignature: Hex } | undefined;
    }
  | undefined
> {
  const row = await kysely
    .selectFrom("accounts")
    .select(["account_id", "birth_key", "config_hash", "salt", "rotations"])
    .where("address", "=", toBytes(address))
    .where("status", "=", "active")
    .executeTakeFirst();
  if (!row?.birth_key) return undefined;
  const [applied, first] = await Promise.all([
    kysely
      .selectFrom("account_guardians")
      .selectAll()
      .where("account_id", "=", row.account_id)
      .orderBy("applied_at", "desc")
      .orderBy("config_epoch", "desc")
      .execute(),
    kysely.selectFrom("first_guardians").selectAll().where("account_id", "=", row.account_id).executeTakeFirst(),
  ]);
  return {
    origin: {
      birthKey: toHex(row.birth_key),
      configHash: toHex(row.config_hash),
      salt: toHex(row.salt),
      rotations: row.rotations,
    },
    applied: applied.map(({ chain_key, config_epoch, config }) => ({
      chainKey: chain_key,
      configEpoch: config_epoch,
      config,
    })),
    first: first && { config: first.config, ownerSignature: toHex(first.owner_signature) },
  };
}

/** Guardians took effect on a chain. */
export async function putAppliedGuardians(
  { kysely }: Database,
  row: {
    readonly accountId: Hex;
    readonly chainKey: number;
    readonly configEpoch: bigint;
    readonly configHash: Hex;
    readonly config: GuardianConfig;
  },
): Promise<void> {
  const changed = {
    config_epoch: Number(row.configEpoch),
    config_hash: toBytes(row.configHash),
    config: JSON.stringify(row.config),
    applied_at: sql<Date>`now()`,
  };
  await kysely
    .insertInto("account_guardians")
    .values({ account_id: toBytes(row.accountId), chain_key: row.chainKey, ...changed })
    .onConflict((conflict) =>
      conflict
        .columns(["account_id", "chain_key"])
        .doUpdateSet(changed)
        .where("account_guardians.config_epoch", "<", Number(row.configEpoch)),
    )
    .execute();
}

function toRecord(row: Selectable<Tables["recoveries"]>): RecoveryRecord {
  return {
    recoveryId: toHex(row.recovery_id),
    accountId: toHex(row.account_id),
    address: toHex(row.address),
    requester: row.requester,
    origin: row.origin,
    guardians: row.guardians,
    newOwner: toHex(row.new_owner),
    proof: toHex(row.proof),
    ownerEpoch: row.owner_epoch,
    nonce: toHex(row.nonce),
    deadline: row.deadline,
    chainIds: row.chain_ids.map(Number),
    recoveryHash: toHex(row.recovery_hash),
    createdAt: row.created_at,
    withdrawnAt: row.withdrawn_at ?? undefined,
    takenOverAt: row.taken_over_at ?? undefined,
  };
}

function toChain(row: Selectable<Tables["recovery_chains"]>): RecoveryChainRecord {
  return {
    chainKey: row.chain_key,
    status: row.status,
    readyAt: row.ready_at ?? undefined,
    expiresAt: row.expires_at ?? undefined,
    transactionHash: row.transaction_hash ? toHex(row.transaction_hash) : undefined,
    jobKey: row.job_key ?? undefined,
  };
}

function toApproval(row: Selectable<Tables["recovery_approvals"]>): ApprovalRecord {
  return {
    chainKey: row.chain_key,
    signer: toHex(row.signer),
    salt: toHex(row.salt),
    signature: toHex(row.signature),
    commitment: toHex(row.commitment),
    approvedAt: row.approved_at,
  };
}

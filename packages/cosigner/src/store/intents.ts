import type { Transfer } from "@tandem/protocol";
import type pg from "pg";
import type { Hex } from "viem";
import { toBytes, toHex } from "./bytes.ts";
import type { Database, Statement } from "./database.ts";
import { nonceValues, type RequestNonce } from "./nonces.ts";

/** A debit and the limit it counts against; null where the policy has none for the asset. */
export type ReservedDebit = { readonly asset: string; readonly amount: bigint; readonly limit: bigint | null };

export type Reservation = {
  readonly accountId: Hex;
  readonly accountVersion: number;
  readonly keyId: Hex;
  /** Null when it is taken already. */
  readonly nonce: RequestNonce | null;
  readonly intentId: Hex;
  readonly chainKey: number;
  readonly kind: "userOperation" | "typedData" | "message" | "firstGuardians";
  /** Entry nonce of an operation, digest of a message. */
  readonly slot: Hex;
  readonly attempt: number;
  readonly digest: Hex;
  readonly userOpHash: Hex | undefined;
  /** Unix seconds of the chain after which the signature is worthless. */
  readonly validUntil: number;
  readonly lockToken: Uint8Array;
  readonly requestHash: Uint8Array;
  readonly credentialId: Uint8Array;
  readonly passkeyCounter: number;
  readonly debits: readonly ReservedDebit[];
  readonly maxFee: bigint;
  readonly transfers: readonly Transfer[];
  readonly sponsored: boolean;
  readonly deploys: boolean;
  readonly budgets: { readonly accountDaily: number; readonly daily: number; readonly deploymentsDaily: number };
  readonly keyEpoch: number;
  readonly salt: Uint8Array;
  /** What it changes of the account itself. */
  readonly acts: readonly string[];
  /** Waits it uses up. */
  readonly waits: readonly { readonly kind: string; readonly subject: Hex }[];
  /** Signed also while the account is frozen. */
  readonly whileFrozen: boolean;
  readonly hasSecondFactor: boolean;
  /** What the decision's entry says beside the limits. */
  readonly entry: DecisionEntry;
};

/** Facts of a decision as the owner will read them; hashed with a salt into the leaf. */
export type DecisionEntry = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export type Answer = { readonly hiding: Hex; readonly binding: Hex; readonly share: Hex };

/** The decision of a yes. The one of a repeated question is the first one's. */
export type Decided = { readonly decisionId: number; readonly leaf: Hex; readonly decidedAt: Date };

export type ReserveOutcome =
  | (Decided & { readonly outcome: "reserved"; readonly intentId: Hex })
  | (Decided & { readonly outcome: "answered"; readonly answer: Answer })
  | { readonly outcome: "nonce_reused" | "stale" | "account_frozen" }
  | {
      readonly outcome: "intent_conflict" | "policy_refused" | "step_up_required";
      readonly rule: string;
      readonly asset: string | undefined;
    };

const reserve: Statement = {
  name: "reserve-intent",
  text: `SELECT *, CASE outcome WHEN 'answered' THEN decided_at(decision_id) ELSE now() END AS decided_at
    FROM reserve_intent(${Array.from({ length: 35 }, (_, index) => `$${index + 1}`).join(", ")})`,
};

type ReserveRow = {
  outcome: ReserveOutcome["outcome"];
  rule: string | null;
  asset: string | null;
  intent: Buffer;
  decision_id: number;
  decided_at: Date;
  leaf: Buffer;
  hiding: Buffer;
  binding: Buffer;
  share: Buffer;
};

/** TX A: one statement, one transaction. See migrations/0006_policy_and_freeze.sql. */
export async function reserveIntent(database: Database, r: Reservation): Promise<ReserveOutcome> {
  const [minute, keyId, nonce] = r.nonce === null ? [null, toBytes(r.keyId), null] : nonceValues(r.nonce);
  const values = [
    toBytes(r.accountId),
    r.accountVersion,
    keyId,
    minute,
    nonce,
    toBytes(r.intentId),
    r.chainKey,
    r.kind,
    toBytes(r.slot),
    r.attempt,
    toBytes(r.digest),
    r.userOpHash === undefined ? null : toBytes(r.userOpHash),
    r.validUntil,
    r.lockToken,
    r.requestHash,
    r.credentialId,
    r.passkeyCounter,
    r.debits.map(({ asset }) => asset),
    r.debits.map(({ amount }) => amount.toString()),
    r.debits.map(({ limit }) => limit?.toString() ?? null),
    r.maxFee.toString(),
    JSON.stringify(r.transfers),
    r.sponsored,
    r.deploys,
    r.budgets.accountDaily,
    r.budgets.daily,
    r.budgets.deploymentsDaily,
    r.keyEpoch,
    r.salt,
    JSON.stringify(r.entry),
    r.acts,
    r.waits.map(({ kind }) => kind),
    r.waits.map(({ subject }) => toBytes(subject)),
    r.whileFrozen,
    r.hasSecondFactor,
  ];
  let row: ReserveRow | undefined;
  try {
    [row] = await database.query<ReserveRow>(reserve, values);
  } catch (error) {
    if (isUsedEntryNonce(error)) return { outcome: "intent_conflict", rule: "finished", asset: undefined };
    throw error;
  }
  if (!row) throw new Error("reserve_intent returned no row");
  return toOutcome(row);
}

/** Of the trigger in migrations/0020_fence.sql: nothing of TX A is written. */
function isUsedEntryNonce(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "TD001";
}

function toOutcome(row: ReserveRow): ReserveOutcome {
  switch (row.outcome) {
    case "reserved":
      return { ...toDecided(row), outcome: row.outcome, intentId: toHex(row.intent) };
    case "answered":
      return { ...toDecided(row), outcome: row.outcome, answer: toAnswer(row) };
    case "nonce_reused":
    case "stale":
    case "account_frozen":
      return { outcome: row.outcome };
    default:
      return { outcome: row.outcome, rule: row.rule ?? "unknown", asset: row.asset ?? undefined };
  }
}

function toDecided({ decision_id, leaf, decided_at }: ReserveRow): Decided {
  return { decisionId: decision_id, leaf: toHex(leaf), decidedAt: decided_at };
}

function toAnswer(row: { hiding: Buffer; binding: Buffer; share: Buffer }): Answer {
  return { hiding: toHex(row.hiding), binding: toHex(row.binding), share: toHex(row.share) };
}

export type Release = {
  readonly accountId: Hex;
  readonly intentId: Hex;
  readonly lockToken: Uint8Array;
  readonly keyId: Hex;
  readonly keyEpoch: number;
  readonly requestHash: Uint8Array;
  readonly hiding: Uint8Array;
  readonly binding: Uint8Array;
  readonly share: Uint8Array;
  readonly decisionId: number;
  readonly salt: Uint8Array;
};

export type ReleaseOutcome =
  | { readonly outcome: "released"; readonly answer: Answer }
  | {
      readonly outcome: "account_frozen" | "epoch_stale" | "unknown_id" | "intent_conflict";
      readonly rule: string;
    };

/**
 * The gate decides under the account's lock, and everything that could have decided otherwise commits after waiting for
 * its disk; so this transaction need not. What a crash of the database may lose of it is the stored answer of the last
 * moments, never a reservation or a debit: those are TX A's, and wait. The same question then gets a fresh nonce.
 */
const releaseStatement: Statement = {
  name: "release-intent",
  text: `SELECT released.* FROM set_config('synchronous_commit', 'off', true),
    release_intent($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS released`,
};

type ReleaseRow = {
  outcome: ReleaseOutcome["outcome"];
  rule: string | null;
  hiding: Buffer;
  binding: Buffer;
  share: Buffer;
};

/**
 * TX B: one statement, one transaction. `insideTransaction` is for the crash tests: it runs after the statement and
 * before the commit.
 */
export async function releaseIntent(
  database: Database,
  r: Release,
  insideTransaction?: () => Promise<void>,
): Promise<ReleaseOutcome> {
  const values = [
    toBytes(r.accountId),
    toBytes(r.intentId),
    r.lockToken,
    toBytes(r.keyId),
    r.keyEpoch,
    r.requestHash,
    r.hiding,
    r.binding,
    r.share,
    r.decisionId,
    r.salt,
  ];
  const rows = insideTransaction
    ? await database.withConnection((connection) => releaseSlowly(connection, values, insideTransaction))
    : await database.query<ReleaseRow>(releaseStatement, values);
  const [row] = rows;
  if (!row) throw new Error("release_intent returned no row");
  return row.outcome === "released"
    ? { outcome: row.outcome, answer: toAnswer(row) }
    : { outcome: row.outcome, rule: row.rule ?? "unknown" };
}

async function releaseSlowly(connection: pg.PoolClient, values: unknown[], pause: () => Promise<void>) {
  await connection.query("BEGIN");
  const { rows } = await connection.query<ReleaseRow>({ ...releaseStatement, values });
  await pause();
  await connection.query("COMMIT");
  return rows;
}

const refusal: Statement = {
  name: "record-refusal",
  text: "SELECT record_refusal($1, $2, $3, $4, $5, $6) AS recorded",
};

/** Writes the nonce and the deny row of a refusal that was decided outside TX A; false when the nonce was used. */
export async function recordRefusal(
  database: Database,
  parameters: {
    readonly accountId: Hex;
    /** Null where TX A has taken it: it found the account changed, and the refusal came from the fresh read. */
    readonly nonce: RequestNonce | null;
    readonly salt: Uint8Array;
    readonly entry: DecisionEntry;
  },
): Promise<boolean> {
  const [minute, keyId, nonce] = parameters.nonce ? nonceValues(parameters.nonce) : [null, null, null];
  const [row] = await database.query<{ recorded: boolean }>(refusal, [
    toBytes(parameters.accountId),
    keyId,
    minute,
    nonce,
    parameters.salt,
    JSON.stringify(parameters.entry),
  ]);
  return row?.recorded === true;
}

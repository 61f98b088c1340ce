import { hashEmptyTree, LogSignatureError, openCheckpoint, signCheckpoint, type TreeHead } from "@tandem/protocol";
import type pg from "pg";
import type { LogKey } from "../keys/index.ts";
import type { Database } from "../store/index.ts";
import { appendEntries, type NewEntry } from "./appendEntries.ts";
import { type LogState, readState, writeState } from "./state.ts";

export type LogWriter = {
  readonly database: Database;
  /** Of a log that begins; an existing one keeps its own. */
  readonly origin: string;
  /** The key that signs now; asked anew for each batch. */
  readonly key: LogKey;
};

/** Whoever holds it, until the end of its transaction, is the sequencer. */
const sequencerLock = 7_263_012;
export const batchSize = 2000;

/**
 * One batch: takes decisions from the queue and gives them their places, in one transaction. A server that does not get
 * the lock leaves it to the one that has it.
 *
 * @param seen - The log this server knows of: one that has fallen behind it is not written to.
 * @returns how many decisions it took and the log with them; undefined without the lock.
 */
export async function sequenceBatch(
  { database, origin, key }: LogWriter,
  seen: TreeHead | undefined,
): Promise<{ readonly count: number; readonly state: LogState } | undefined> {
  return database.withConnection(async (connection) => {
    await connection.query("BEGIN");
    try {
      const { rows } = await connection.query<{ locked: boolean }>("SELECT pg_try_advisory_xact_lock($1) AS locked", [
        sequencerLock,
      ]);
      const batch = rows[0]?.locked ? await sequence(connection, { origin, key }, seen) : undefined;
      await connection.query("COMMIT");
      return batch;
    } catch (error) {
      await connection.query("ROLLBACK").catch(() => undefined);
      throw error;
    }
  });
}

/** Runs `work` as the sequencer, after waiting for the one that is. */
export async function asSequencer<result>(
  { database, origin, key }: LogWriter,
  work: (connection: pg.PoolClient, state: LogState) => Promise<result>,
): Promise<result> {
  return database.withConnection(async (connection) => {
    await connection.query("BEGIN");
    try {
      await connection.query("SELECT pg_advisory_xact_lock($1)", [sequencerLock]);
      const result = await work(connection, await requireState(connection, { origin, key }));
      await connection.query("COMMIT");
      return result;
    } catch (error) {
      await connection.query("ROLLBACK").catch(() => undefined);
      throw error;
    }
  });
}

type Signer = Pick<LogWriter, "origin" | "key">;

async function sequence(connection: pg.PoolClient, signer: Signer, seen: TreeHead | undefined) {
  const state = await requireState(connection, signer);
  const isSame = state.size === seen?.size && Buffer.compare(state.root, seen.root) === 0;
  if (seen && !isSame && state.size <= seen.size) {
    throw new Error(`The log in the database was rolled back from ${seen.size} to ${state.size} entries.`);
  }
  const entries = await takeQueued(connection);
  if (entries.length === 0) return { count: 0, state: await signAnew(connection, state, signer.key) };
  return { count: entries.length, state: await appendEntries(connection, { state, entries, key: signer.key }) };
}

async function requireState(connection: pg.PoolClient, { origin, key }: Signer): Promise<LogState> {
  const known = await readState(connection);
  if (known) return known;
  const checkpoint = { origin, size: 0, root: hashEmptyTree() };
  const note = await signCheckpoint({ checkpoint, publicKey: key.publicKey, sign: key.sign });
  await writeState(connection, { ...checkpoint, note });
  return { ...checkpoint, note };
}

/** The last checkpoint by the key that signs now: what a revoked key has signed is not shown any longer. */
async function signAnew(connection: pg.PoolClient, state: LogState, key: LogKey): Promise<LogState> {
  const { origin, size, root, note } = state;
  try {
    openCheckpoint({ note, publicKeys: [key.publicKey] });
    return state;
  } catch (error) {
    if (!(error instanceof LogSignatureError)) throw error;
  }
  const signed = await signCheckpoint({ checkpoint: { origin, size, root }, publicKey: key.publicKey, sign: key.sign });
  const next = { ...state, note: signed };
  await writeState(connection, next);
  return next;
}

async function takeQueued(connection: pg.PoolClient): Promise<readonly NewEntry[]> {
  const { rows } = await connection.query<{ decision_id: number; leaf: Buffer }>(
    `WITH taken AS (
        DELETE FROM log_queue WHERE ctid = ANY (ARRAY (SELECT ctid FROM log_queue LIMIT $1)) RETURNING decision_id
      )
      SELECT decision_id, leaf FROM taken JOIN decisions USING (decision_id) ORDER BY decision_id`,
    [batchSize],
  );
  return rows.map(({ decision_id, leaf }) => ({ decisionId: decision_id, entry: leaf }));
}

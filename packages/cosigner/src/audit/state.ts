import type { Checkpoint } from "@tandem/protocol";
import type pg from "pg";
import type { Statement } from "../store/index.ts";

/** The tree after the last batch. */
export type LogState = Checkpoint & {
  /** The signed note. */
  readonly note: string;
};

/** A pool, or the connection of a transaction. */
export type Queryable = Pick<pg.ClientBase, "query">;

type StateRow = { origin: string; size: number; root: Buffer; checkpoint: string };

const read: Statement = { name: "log-state", text: "SELECT origin, size, root, checkpoint FROM log_state" };

/** Undefined before the log's first batch. */
export async function readState(queryable: Queryable): Promise<LogState | undefined> {
  const { rows } = await queryable.query<StateRow>(read);
  const [row] = rows;
  return row && { origin: row.origin, size: row.size, root: row.root, note: row.checkpoint };
}

export async function writeState(queryable: Queryable, { origin, size, root, note }: LogState): Promise<void> {
  await queryable.query(
    `INSERT INTO log_state (origin, size, root, checkpoint) VALUES ($1, $2, $3, $4)
      ON CONFLICT (only_row) DO UPDATE SET size = excluded.size, root = excluded.root, checkpoint = excluded.checkpoint`,
    [origin, size, root, note],
  );
}

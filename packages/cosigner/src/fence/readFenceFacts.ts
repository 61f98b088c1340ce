import type pg from "pg";
import type { FenceMark } from "./fenceFile.ts";

/** What the database says of itself. */
export type FenceFacts = FenceMark & {
  /** The epoch is for the cluster and timeline that answer. */
  readonly isItsOwn: boolean;
  readonly raisedAt: Date | undefined;
  /** Chains on which no operation is signed yet, after a restore. */
  readonly heldChains: readonly number[];
};

type Row = { epoch: number; tick: number; own: boolean; raised_at: Date | null; held: number[] };

const columns = `f.epoch, f.tick, f.raised_at,
  f.system_identifier = (SELECT c.system_identifier::text FROM pg_control_system() c)
    AND f.timeline = database_timeline() AS own,
  ARRAY (SELECT chain_key FROM chains
    WHERE resume_time IS NOT NULL AND (block_time IS NULL OR block_time < to_timestamp(resume_time))) AS held`;

/** Reads only. Undefined before the first migration has made the row. */
export async function readFenceFacts(queryable: Pick<pg.ClientBase, "query">): Promise<FenceFacts | undefined> {
  const { rows } = await queryable.query<Row>(`SELECT ${columns} FROM fence f`);
  return rows[0] && toFacts(rows[0]);
}

/** The same, after a beat: the database has come further. */
export async function beatFence(queryable: Pick<pg.ClientBase, "query">): Promise<FenceFacts | undefined> {
  const { rows } = await queryable.query<Row>({
    name: "fence-beat",
    text: `UPDATE fence f SET tick = tick + 1 RETURNING ${columns}`,
  });
  return rows[0] && toFacts(rows[0]);
}

function toFacts({ epoch, tick, own, raised_at, held }: Row): FenceFacts {
  return { epoch, tick, isItsOwn: own, raisedAt: raised_at ?? undefined, heldChains: held };
}

/** Why this database may not be signed from; undefined when it may. */
export function judgeFence(facts: FenceFacts | undefined, mark: FenceMark | undefined): string | undefined {
  if (!facts) return "The database has lost its fence row.";
  if (!facts.isItsOwn) return "The database runs in another cluster or on another timeline than the one served before.";
  if (!mark || facts.epoch > mark.epoch) return undefined;
  if (facts.epoch < mark.epoch) return "The database is from before a restore that was declared.";
  return facts.tick < mark.tick ? "The database is older than the one this server has served." : undefined;
}

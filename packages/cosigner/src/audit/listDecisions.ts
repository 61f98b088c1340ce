import type { Decision, Decisions } from "@tandem/protocol";
import type { Hex } from "viem";
import { type Database, toBytes, toHex } from "../store/index.ts";

const pageSize = 50;

type Row = {
  decision_id: number;
  kind: string;
  leaf: Buffer;
  salt: Buffer;
  entry: string;
  created_at: Date;
  log_index: number | null;
};

const select = {
  name: "decisions",
  text: `SELECT decision_id, kind, leaf, salt, d.entry, created_at, log_index
    FROM decisions d LEFT JOIN log_entries USING (decision_id)
    WHERE account_id = $1 AND decision_id < $2 ORDER BY decision_id DESC LIMIT $3`,
};

/** What was decided about an account, newest first, with everything that its leaves are hashes of. */
export async function listDecisions(
  database: Database,
  accountId: Hex,
  cursor: string | undefined,
): Promise<Decisions> {
  const before = cursor !== undefined && /^[0-9]{1,15}$/.test(cursor) ? Number(cursor) : Number.MAX_SAFE_INTEGER;
  const rows = await database.query<Row>(select, [toBytes(accountId), before, pageSize + 1]);
  const items = rows.slice(0, pageSize).map(toDecision);
  const last = items.at(-1);
  return rows.length > pageSize && last ? { items, cursor: last.decisionId } : { items };
}

function toDecision(row: Row): Decision {
  return {
    decisionId: String(row.decision_id),
    kind: row.kind,
    leaf: toHex(row.leaf),
    salt: toHex(row.salt),
    entry: row.entry,
    timestamp: row.created_at.getTime(),
    ...(row.log_index === null ? {} : { index: row.log_index }),
  };
}

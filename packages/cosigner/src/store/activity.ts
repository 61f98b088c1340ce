import type { Activity, ActivityItem } from "@tandem/protocol";
import type { Hex } from "viem";
import { toBytes, toHex } from "./bytes.ts";
import type { Database } from "./database.ts";
import type { IntentStatus } from "./tables.ts";

const pageSize = 50;

type Row = {
  id: string;
  kind: "operation" | "received" | "sent";
  chain_id: number;
  status: IntentStatus;
  user_op_hash: Buffer | null;
  transaction_hash: Buffer | null;
  block_number: number | null;
  at: Date;
  micros: string;
  transfers: ActivityItem["transfers"];
  intent_id: Buffer | null;
};

// Both halves stop at the page size by their own index before they are merged. Money moves at microseconds, and the id
// breaks ties, so that a page never repeats or skips a row.
const select = {
  name: "activity",
  text: `SELECT * FROM (
    (SELECT 'o' || encode(intent_id, 'hex') AS id, 'operation' AS kind, chain_id, status, user_op_hash, transaction_hash,
        i.block_number, created_at AS at, (extract(epoch FROM created_at) * 1000000)::bigint::text AS micros,
        transfers, intent_id
      FROM intents i JOIN chains USING (chain_key)
      WHERE account_id = $1 AND kind = 'userOperation' AND created_at <= to_timestamp($2::numeric / 1000000)
      ORDER BY created_at DESC LIMIT $4 + 50)
    UNION ALL
    (SELECT 'm' || movement_id, kind, chain_id, 'settled', NULL, transaction_hash, m.block_number, occurred_at,
        (extract(epoch FROM occurred_at) * 1000000)::bigint::text,
        jsonb_build_array(jsonb_build_object('direction', CASE kind WHEN 'received' THEN 'in' ELSE 'out' END,
          'asset', asset, 'amount', amount::text, 'counterparty', '0x' || encode(counterparty, 'hex'))), NULL
      FROM movements m JOIN chains USING (chain_key)
      WHERE account_id = $1 AND occurred_at <= to_timestamp($2::numeric / 1000000)
      ORDER BY occurred_at DESC LIMIT $4 + 50)
  ) AS both_halves
  WHERE (micros::bigint, id COLLATE "C") < ($2::bigint, $3) ORDER BY micros::bigint DESC, id COLLATE "C" DESC LIMIT $4`,
};

/** An account's history, newest first: its operations, and what moved without one. */
export async function listActivity(database: Database, accountId: Hex, cursor: string | undefined): Promise<Activity> {
  const [micros, id] = parseCursor(cursor);
  const rows = await database.query<Row>(select, [toBytes(accountId), micros, id, pageSize + 1]);
  const items = rows.slice(0, pageSize).map(toItem);
  const last = rows[pageSize - 1];
  if (rows.length <= pageSize || !last) return { items };
  return { items, cursor: Buffer.from(`${last.micros}.${last.id}`).toString("base64url") };
}

function toItem(row: Row): ActivityItem {
  return {
    id: row.id,
    kind: row.kind,
    chainId: row.chain_id,
    status: row.status,
    timestamp: row.at.getTime(),
    transfers: row.transfers,
    ...(row.user_op_hash ? { userOpHash: toHex(row.user_op_hash) } : {}),
    ...(row.transaction_hash ? { transactionHash: toHex(row.transaction_hash) } : {}),
    ...(row.block_number === null ? {} : { blockNumber: row.block_number }),
    ...(row.intent_id ? { intentId: toHex(row.intent_id) } : {}),
  };
}

/** After every row there is. */
const beginning: [string, string] = ["9000000000000000", "~"];

function parseCursor(cursor: string | undefined): [string, string] {
  const match = cursor && /^(\d{1,16})\.([om][0-9a-f]{1,64})$/.exec(Buffer.from(cursor, "base64url").toString("utf8"));
  return match?.[1] && match[2] ? [match[1], match[2]] : beginning;
}

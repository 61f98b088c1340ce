import type { Address, Hex } from "viem";
import { toBytes, toHex } from "./bytes.ts";
import type { Database } from "./database.ts";

const paid = {
  name: "paid-before",
  text: `SELECT DISTINCT t ->> 'counterparty' AS address FROM intents n, jsonb_array_elements(n.transfers) t
    WHERE n.account_id = $1 AND n.status = 'settled' AND t ->> 'counterparty' = ANY($2)`,
};

/** Whom of these an account has paid, by what the chain has confirmed. */
export async function listPaidBefore(
  database: Database,
  accountId: Hex,
  addresses: readonly Address[],
): Promise<ReadonlySet<Address>> {
  if (addresses.length === 0) return new Set();
  const rows = await database.query<{ address: Address }>(paid, [toBytes(accountId), addresses]);
  return new Set(rows.map(({ address }) => address));
}

/** Which of these changes may be signed now. Advice only: the co-signing transaction uses the wait up. */
export async function listWaited(
  database: Database,
  accountId: Hex,
  subjects: readonly Hex[],
): Promise<ReadonlySet<Hex>> {
  if (subjects.length === 0) return new Set();
  const rows = await database.query<{ subject: Buffer }>(
    {
      name: "waited",
      text: `SELECT subject FROM waits WHERE account_id = $1 AND subject = ANY($2) AND cancelled_at IS NULL
        AND used_at IS NULL AND ready_at <= now() AND now() < expires_at`,
    },
    [toBytes(accountId), subjects.map(toBytes)],
  );
  return new Set(rows.map(({ subject }) => toHex(subject)));
}

/** Recoveries that the account's owner has cancelled in the last 30 days. */
export async function countRecoveriesCancelled(database: Database, accountId: Hex): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    { name: "recoveries-cancelled", text: "SELECT recoveries_cancelled($1, NULL) AS count" },
    [toBytes(accountId)],
  );
  return row?.count ?? 0;
}

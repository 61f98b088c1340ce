import type { Hex } from "viem";
import { toBytes } from "./bytes.ts";
import type { Database } from "./database.ts";

export type SpentAmount = {
  readonly asset: string;
  readonly amount: bigint;
  /** When the oldest counted bucket stops counting. */
  readonly resetsAt: Date | undefined;
};

const select = {
  name: "spent-in-window",
  text: `SELECT asset, sum(amount) AS amount, min(hour) FILTER (WHERE amount > 0) + interval '25 hours' AS resets_at FROM (
      SELECT asset, amount, hour FROM spend WHERE account_id = $1 AND hour > now() - interval '25 hours'
      UNION ALL SELECT c.asset, c.amount, NULL FROM intents n, unnest(n.assets, n.charged) AS c (asset, amount)
        WHERE n.account_id = $1 AND n.open AND n.kind = 'typedData' AND n.debit_hour <= now() - interval '25 hours'
    ) AS counted GROUP BY asset`,
};

/** What counts against an account's limits, by asset: signed in the rolling window, or a permit that can still be used. */
export async function getSpent(database: Database, accountId: Hex): Promise<readonly SpentAmount[]> {
  const rows = await database.query<{ asset: string; amount: string; resets_at: Date | null }>(select, [
    toBytes(accountId),
  ]);
  return rows.map(({ asset, amount, resets_at }) => ({
    asset,
    amount: BigInt(amount),
    resetsAt: resets_at ?? undefined,
  }));
}

const budget = {
  name: "budget-used",
  text: `SELECT coalesce(sum(used) FILTER (WHERE scope = $1), 0)::int AS account,
      coalesce(sum(used) FILTER (WHERE scope = 'service'), 0)::int AS service,
      coalesce(sum(used) FILTER (WHERE scope = 'deployments'), 0)::int AS deployments
    FROM sponsor_budgets WHERE day = (now() AT TIME ZONE 'UTC')::date AND scope IN ($1, 'service', 'deployments')`,
};

/** Sponsored operations so far today. Advice only: the co-signing transaction is what counts. */
export async function getBudgetUsed(
  database: Database,
  accountId: Hex,
): Promise<{ readonly account: number; readonly service: number; readonly deployments: number }> {
  const [row] = await database.query<{ account: number; service: number; deployments: number }>(budget, [
    `account:${accountId.slice(2)}`,
  ]);
  return row ?? { account: 0, service: 0, deployments: 0 };
}

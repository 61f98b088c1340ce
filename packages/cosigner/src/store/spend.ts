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
      coalesce(sum(used) FILTER (WHERE scope = 'deployments'), 0)::int AS deployments,
      sponsor_spent($1) AS account_wei, sponsor_spent('service') AS service_wei
    FROM sponsor_budgets WHERE day = (now() AT TIME ZONE 'UTC')::date AND scope IN ($1, 'service', 'deployments')`,
};

type BudgetRow = {
  account: number;
  service: number;
  deployments: number;
  account_wei: string;
  service_wei: string;
};

/** Sponsored so far today, an account's and everybody's: operations signed, and what those cost that have settled. */
export type BudgetUsed = {
  readonly account: number;
  readonly service: number;
  readonly deployments: number;
  readonly accountWei: bigint;
  readonly serviceWei: bigint;
};

/** Advice only: what counts is the co-signing transaction, and the place that a sponsorship takes. */
export async function getBudgetUsed(database: Database, accountId: Hex): Promise<BudgetUsed> {
  const [row] = await database.query<BudgetRow>(budget, [`account:${accountId.slice(2)}`]);
  const { account = 0, service = 0, deployments = 0 } = row ?? {};
  const [accountWei, serviceWei] = [BigInt(row?.account_wei ?? 0), BigInt(row?.service_wei ?? 0)];
  return { account, service, deployments, accountWei, serviceWei };
}

import type { Hex } from "viem";
import { toBytes } from "./bytes.ts";
import type { Database } from "./database.ts";

export type NetworkDraw = {
  /** Of the client, as `toNetwork` names it. */
  readonly network: string;
  readonly accountId: Hex;
  /** Accounts a network and day. */
  readonly limit: number;
};

/** Counts an account whose deployment is sponsored, once a day; false when its network has used up the day. */
export async function drawNetwork(database: Database, { network, accountId, limit }: NetworkDraw): Promise<boolean> {
  const [row] = await database.query<{ drawn: boolean }>(
    { name: "draw-network", text: "SELECT draw_network($1, $2, $3) AS drawn" },
    [network, toBytes(accountId), limit],
  );
  return row?.drawn === true;
}

/** The same question without counting. */
export async function hasNetworkLeft(database: Database, { network, accountId, limit }: NetworkDraw): Promise<boolean> {
  const [row] = await database.query<{ used: number; known: boolean }>(
    {
      name: "network-left",
      text: `SELECT count(*)::int AS used, coalesce(bool_or(account_id = $2), false) AS known FROM sponsored_networks
        WHERE network = $1 AND day = (now() AT TIME ZONE 'UTC')::date`,
    },
    [network, toBytes(accountId)],
  );
  return row === undefined || row.known || row.used < limit;
}

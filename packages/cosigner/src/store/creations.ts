import type { Database } from "./database.ts";

export type CreationDraw = {
  /** Of the client, as `toNetwork` names it; undefined has no cap. */
  readonly network: string | undefined;
  /** Accounts a network and day. */
  readonly networkDaily: number;
  /** Accounts a day. */
  readonly daily: number;
  /** Any byte: which shard of the day is tried first. */
  readonly first: number;
};

/** Counts an account that is begun. Undefined when there was room, else whose day is used up. */
export async function drawCreation(
  database: Database,
  { network, networkDaily, daily, first }: CreationDraw,
): Promise<"network" | "service" | undefined> {
  const [row] = await database.query<{ used_up: "network" | "service" | "" }>(
    { name: "draw-creation", text: "SELECT draw_creation($1, $2, $3, $4) AS used_up" },
    [network ?? null, networkDaily, daily, first],
  );
  return row?.used_up || undefined;
}

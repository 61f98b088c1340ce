import type { Database } from "./database.ts";

/** Something the operator did: `keys-rotated` and its like, with what it was done to. */
export type OperatorAct = {
  readonly kind: string;
  readonly facts: Readonly<Record<string, string | number>>;
};

/** An act as the log has it; `index` once it has its place there. */
export type LoggedAct = { readonly at: Date; readonly entry: string; readonly index: number | undefined };

/** Writes an act into the log's queue. */
export async function appendOperatorAct(database: Database, { kind, facts }: OperatorAct): Promise<void> {
  await database.query({ name: "append-operator-act", text: "SELECT append_operator_act($1, $2)" }, [
    kind,
    JSON.stringify(facts),
  ]);
}

/** The newest acts, newest first. */
export async function listOperatorActs(database: Database, limit: number): Promise<readonly LoggedAct[]> {
  const rows = await database.query<{ created_at: Date; entry: string; log_index: number | null }>(
    {
      name: "list-operator-acts",
      text: `SELECT created_at, d.entry, log_index FROM decisions d LEFT JOIN log_entries USING (decision_id)
        WHERE account_id IS NULL ORDER BY decision_id DESC LIMIT $1`,
    },
    [limit],
  );
  return rows.map(({ created_at, entry, log_index }) => ({ at: created_at, entry, index: log_index ?? undefined }));
}

import { signLogRestore, type TreeHead } from "@tandem/protocol";
import { StartupError } from "../errors.ts";
import { appendEntries } from "./appendEntries.ts";
import { extendsPublished } from "./extendsPublished.ts";
import { asSequencer, type LogWriter } from "./sequence.ts";
import type { LogState, Queryable } from "./state.ts";

/** Every restore record of the log, oldest first. */
export async function listRestores(
  queryable: Queryable,
): Promise<readonly { readonly index: number; readonly note: string }[]> {
  const { rows } = await queryable.query<{ log_index: number; entry: Buffer }>(
    "SELECT log_index, entry FROM log_entries WHERE decision_id IS NULL ORDER BY log_index LIMIT 1000",
  );
  return rows.map(({ log_index, entry }) => ({ index: log_index, note: entry.toString("utf8") }));
}

/**
 * Declares that the database was restored from a backup: the next entry of the log says up to where entries are lost,
 * so that wallets show an event and not an alarm. For the operator, with every server stopped.
 *
 * @param published - The last checkpoint that any server has published.
 * @returns the log with the record; undefined when the log has everything that was published.
 * @throws StartupError when the log has gone on without it.
 */
export async function declareRestore(
  writer: LogWriter,
  { published, nowMs }: { readonly published: TreeHead; readonly nowMs: number },
): Promise<LogState | undefined> {
  return asSequencer(writer, async (connection, state) => {
    // Nothing of it was lost: the restore is an event of the database only.
    if (await extendsPublished(connection, state, published)) return undefined;
    if (state.size > published.size) {
      throw new StartupError("The restored log has gone on beyond what was published, so wallets have seen a fork.", [
        "Give the last checkpoint file of every server, or restore the database again and declare before serving.",
      ]);
    }
    const { origin, size, root } = state;
    const { key } = writer;
    const restore = { origin, kept: { size, root }, published, timeMs: nowMs };
    const note = await signLogRestore({ restore, publicKey: key.publicKey, sign: key.sign });
    const entries = [{ decisionId: null, entry: Buffer.from(note, "utf8") }];
    return appendEntries(connection, { state, entries, key });
  });
}

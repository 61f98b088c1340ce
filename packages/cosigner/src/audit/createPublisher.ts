import { openCheckpoint, type TreeHead } from "@tandem/protocol";
import type { CosignerConfig } from "../config.ts";
import { ServiceError, StartupError } from "../errors.ts";
import type { ServiceKeys } from "../keys/index.ts";
import type { Database } from "../store/index.ts";
import { readCheckpointFile, writeCheckpointFile } from "./checkpointFile.ts";
import { extendsPublished, isLossDeclared } from "./extendsPublished.ts";
import { type LogState, readState } from "./state.ts";

/** How old a checkpoint may be that this server still answers with. */
const checkpointLifetimeMs = 200;

const late = {
  name: "log-late",
  // Half the time that is promised.
  text: `SELECT EXISTS (SELECT FROM log_queue JOIN decisions USING (decision_id)
    WHERE created_at < now() - interval '5 seconds') AS late`,
};

export type Publisher = {
  /**
   * @returns the log in the database, which may not fall behind it from now on.
   * @throws StartupError when it does not extend what was published.
   */
  start(): Promise<TreeHead | undefined>;
  getCheckpoint(): Promise<string>;
};

/** Publishes checkpoints, and none that contradicts an earlier one of this server. */
export function createPublisher({
  config: { checkpointFile },
  keys,
  database,
}: {
  readonly config: CosignerConfig;
  readonly keys: ServiceKeys;
  readonly database: Database;
}): Publisher {
  let published: TreeHead | undefined;
  let publishedNote: string | undefined;
  let current: { readonly note: Promise<string>; until: number } | undefined;

  async function isPublishable(state: LogState): Promise<boolean> {
    if (!published) return true;
    if (await extendsPublished(database.pool, state, published)) return true;
    return isLossDeclared(database.pool, published, keys.log.publicKeys);
  }

  async function publish(): Promise<string> {
    const [state, [row]] = await Promise.all([readState(database.pool), database.query<{ late: boolean }>(late, [])]);
    if (!state || row?.late) throw unavailable("The log is being written.", 1);
    if (!isSignedBy(state.note, keys.log.publicKeys)) throw unavailable("The log is being signed anew.", 1);
    if (!(await isPublishable(state))) throw unavailable("The log does not extend what was published.", 600);
    if (state.note !== publishedNote) await writeCheckpointFile(checkpointFile, state.note);
    published = state;
    publishedNote = state.note;
    return state.note;
  }

  return {
    async start() {
      published = await readCheckpointFile(checkpointFile, keys.log.allPublicKeys);
      if (published === undefined || published.size === 0) return undefined;
      const state = await readState(database.pool);
      if (state && (await isPublishable(state))) return state;
      throw new StartupError(`The database's log does not extend the checkpoint in ${checkpointFile}.`, [
        "After a restore from a backup: node packages/cosigner/src/main.ts declare-restore",
        "Otherwise its log was rewritten or rolled back: see packages/cosigner/README.md, audit log.",
      ]);
    },
    getCheckpoint() {
      if (current && performance.now() < current.until) return current.note;
      const next = { note: publish(), until: Number.POSITIVE_INFINITY };
      const settle = () => {
        next.until = performance.now() + checkpointLifetimeMs;
      };
      next.note.then(settle, settle);
      current = next;
      return next.note;
    },
  };
}

/** A note of a key that was revoked a moment ago would be an alarm to everybody who sees it. */
function isSignedBy(note: string, publicKeys: readonly Uint8Array[]): boolean {
  try {
    openCheckpoint({ note, publicKeys });
    return true;
  } catch {
    return false;
  }
}

function unavailable(detail: string, retryAfterSeconds: number): ServiceError {
  return new ServiceError("upstream_unavailable", detail, { retryAfterSeconds });
}

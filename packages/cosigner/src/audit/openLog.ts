import type { Tile, TreeHead } from "@tandem/protocol";
import type { CosignerConfig } from "../config.ts";
import { ServiceError, StartupError } from "../errors.ts";
import type { ServiceKeys } from "../keys/index.ts";
import type { Logger } from "../logger.ts";
import { createDatabase, type Database } from "../store/index.ts";
import { readCheckpointFile, writeCheckpointFile } from "./checkpointFile.ts";
import { extendsPublished, isLossDeclared } from "./extendsPublished.ts";
import { readTile } from "./readTile.ts";
import { listRestores } from "./restores.ts";
import { batchSize, sequenceBatch } from "./sequence.ts";
import { type LogState, readState } from "./state.ts";

/** The audit log as this server writes and publishes it. */
export type Log = {
  /** The newest signed checkpoint. @throws ServiceError `upstream_unavailable` while decisions wait for too long. */
  getCheckpoint(): Promise<string>;
  readTile(tile: Tile): Promise<Uint8Array | undefined>;
  listRestores(): ReturnType<typeof listRestores>;
  /** Sequences from now on. */
  start(): void;
  /** Sequences what is left, then ends. */
  stop(): Promise<void>;
};

export type OpenLogParameters = {
  readonly config: CosignerConfig;
  readonly keys: ServiceKeys;
  readonly database: Database;
  readonly logger: Logger;
};

const tickMs = 200;
/** How old a checkpoint may be that this server still answers with. */
const checkpointLifetimeMs = 200;

/**
 * Opens the log: sequences what the last process left in the queue, and checks that the database's log extends what
 * this server has published.
 *
 * @throws StartupError when it does not: the database was rolled back, or its log rewritten.
 */
export async function openLog({ config, keys, database, logger }: OpenLogParameters): Promise<Log> {
  // A connection of its own: the promise to every device holds also while requests wait for the pool.
  const own = createDatabase({ url: config.databaseUrl, connections: 1, logger });
  const writer = { database: own, origin: logOrigin(config), key: keys.log };
  const publisher = createPublisher({ config, keys, database });
  let seen: TreeHead | undefined;
  try {
    seen = await publisher.start();
    await drain();
  } catch (error) {
    await own.close();
    throw error;
  }

  async function drain(): Promise<void> {
    for (;;) {
      const batch = await sequenceBatch(writer, seen);
      seen = batch?.state ?? seen;
      if ((batch?.count ?? 0) < batchSize) return;
    }
  }

  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();
  let isFailing = false;
  async function tick(): Promise<void> {
    try {
      const [row] = await own.query<{ queued: boolean }>(queued, []);
      if (row?.queued) await drain();
      isFailing = false;
    } catch (error) {
      if (!isFailing) logger.error({ err: error }, "the log is not sequenced");
      isFailing = true;
    }
  }
  function schedule(): void {
    timer = setTimeout(() => {
      work = tick().then(() => {
        if (timer) schedule();
      });
    }, tickMs);
    timer.unref();
  }

  return {
    getCheckpoint: publisher.getCheckpoint,
    readTile: (tile) => readTile(database.pool, tile),
    listRestores: () => listRestores(database.pool),
    start: schedule,
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      await work;
      await tick();
      await own.close();
    },
  };
}

/** Host and path of the log's address, without the scheme: what names it in its checkpoints. */
export function logOrigin({ origins, rpId }: CosignerConfig): string {
  const [first] = origins;
  return `${first === undefined ? rpId : new URL(first).host}/v1/log`;
}

const queued = { name: "log-queued", text: "SELECT EXISTS (SELECT FROM log_queue) AS queued" };
const late = {
  name: "log-late",
  // Half the time that is promised.
  text: `SELECT EXISTS (SELECT FROM log_queue JOIN decisions USING (decision_id)
    WHERE created_at < now() - interval '5 seconds') AS late`,
};

type CreatePublisherParameters = Pick<OpenLogParameters, "config" | "keys" | "database">;

/** Publishes checkpoints, and none that contradicts an earlier one of this server. */
function createPublisher({ config, keys, database }: CreatePublisherParameters) {
  const { checkpointFile } = config;
  let published: TreeHead | undefined;
  let current: { readonly note: Promise<string>; until: number } | undefined;

  async function isPublishable(state: LogState): Promise<boolean> {
    if (!published) return true;
    if (await extendsPublished(database.pool, state, published)) return true;
    return isLossDeclared(database.pool, published, keys.log.publicKeys);
  }

  async function publish(): Promise<string> {
    const [state, [row]] = await Promise.all([readState(database.pool), database.query<{ late: boolean }>(late, [])]);
    if (!state || row?.late) throw unavailable("The log is being written.", 1);
    if (!(await isPublishable(state))) throw unavailable("The log does not extend what was published.", 600);
    if (state.size !== published?.size) await writeCheckpointFile(checkpointFile, state.note);
    published = state;
    return state.note;
  }

  return {
    /** @returns what the log in the database may not fall behind. */
    async start(): Promise<TreeHead | undefined> {
      published = await readCheckpointFile(checkpointFile, keys.log.publicKeys);
      if (published === undefined || published.size === 0) return undefined;
      const state = await readState(database.pool);
      if (state && (await isPublishable(state))) return state;
      throw new StartupError(`The database's log does not extend the checkpoint in ${checkpointFile}.`, [
        "After a restore from a backup: node packages/cosigner/src/main.ts declare-restore",
        "Otherwise its log was rewritten or rolled back: see packages/cosigner/README.md, audit log.",
      ]);
    },
    getCheckpoint(): Promise<string> {
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

function unavailable(detail: string, retryAfterSeconds: number): ServiceError {
  return new ServiceError("upstream_unavailable", detail, { retryAfterSeconds });
}

import type { Tile } from "@tandem/protocol";
import type { CosignerConfig } from "../config.ts";
import type { Fence } from "../fence/index.ts";
import type { ServiceKeys } from "../keys/index.ts";
import type { Logger } from "../logger.ts";
import { createDatabase, type Database } from "../store/index.ts";
import { createPublisher } from "./createPublisher.ts";
import { createSequencer } from "./createSequencer.ts";
import { readTile } from "./readTile.ts";
import { listRestores } from "./restores.ts";

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
  readonly fence: Fence;
};

/**
 * Opens the log: checks that the database's log extends what this server has published, and sequences what the last
 * process left in the queue, so that no promise of it is broken by the time that anybody asks.
 *
 * @throws StartupError when the database was rolled back, or its log rewritten.
 */
export async function openLog({ config, keys, database, logger, fence }: OpenLogParameters): Promise<Log> {
  // A connection of its own: promises are kept also while requests wait for the pool.
  const { verifyConnection } = fence;
  const own = createDatabase({ url: config.databaseUrl, connections: 1, logger, verifyConnection });
  const writer = {
    database: own,
    origin: logOrigin(config),
    get key() {
      return keys.log;
    },
  };
  const sequencer = createSequencer(writer, logger);
  const publisher = createPublisher({ config, keys, database });
  try {
    await sequencer.start(await publisher.start());
  } catch (error) {
    await own.close();
    throw error;
  }
  return {
    getCheckpoint: publisher.getCheckpoint,
    readTile: (tile) => readTile(database.pool, tile),
    listRestores: () => listRestores(database.pool),
    start: sequencer.run,
    async stop() {
      await sequencer.stop();
      await own.close();
    },
  };
}

/** Host and path of the log's address, without the scheme: what names it in its checkpoints. */
export function logOrigin({ origins, rpId }: CosignerConfig): string {
  const [first] = origins;
  return `${first === undefined ? rpId : new URL(first).host}/v1/log`;
}

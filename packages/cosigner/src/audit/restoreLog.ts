import type { CosignerConfig } from "../config.ts";
import { StartupError } from "../errors.ts";
import { findFenceReason, raiseFence } from "../fence/index.ts";
import { createVaultSealer, loadServiceKeys } from "../keys/index.ts";
import { createLogger } from "../logger.ts";
import { createDatabase, type Database, migrate } from "../store/index.ts";
import { readCheckpointFile, writeCheckpointFile } from "./checkpointFile.ts";
import { extendsPublished } from "./extendsPublished.ts";
import { logOrigin } from "./openLog.ts";
import { declareRestore } from "./restores.ts";
import { readState } from "./state.ts";

export type DeclaredRestore = {
  /** The fence's new epoch. */
  readonly epoch: number;
  /** Entries of the log in the restored database, before the restore record. */
  readonly keptEntries: number;
  /** Entries that were published before. */
  readonly publishedEntries: number;
};

/**
 * The operator's `declare-restore`, with every server stopped: raises the fence's epoch, so that what was signed in the
 * lost time is not signed again; and where entries of the log are lost, writes the restore record into it.
 *
 * @param lastCheckpoint - File with the last checkpoint that any server has published; this server's own where absent.
 * @throws StartupError
 */
export async function restoreLog(
  config: CosignerConfig,
  lastCheckpoint = config.checkpointFile,
): Promise<DeclaredRestore> {
  const sealer = config.vault && createVaultSealer(config.vault);
  const keys = await loadServiceKeys({ directory: config.keysDirectory, mode: config.mode, now: Date.now, sealer });
  const published = await readCheckpointFile(lastCheckpoint, keys.log.allPublicKeys);
  const logger = createLogger({ level: config.logLevel, file: config.logFile });
  const database = createDatabase({ url: config.databaseUrl, connections: 1, logger });
  try {
    await migrate(database);
    const isFenced = (await findFenceReason(config, database)) !== undefined;
    if (!isFenced && !(await isLogLost(database, published))) {
      throw new StartupError(
        "Database and log have everything that this server has seen. There is nothing to declare.",
      );
    }
    // The fence first: when this ends in the middle, the log still says that it was not declared.
    const epoch = await raiseFence(config, database);
    const kept = (await readState(database.pool))?.size ?? 0;
    if (!published) return { epoch, keptEntries: kept, publishedEntries: kept };
    const writer = { database, origin: logOrigin(config), key: keys.log };
    const state = await declareRestore(writer, { published, nowMs: Date.now() });
    if (state) await writeCheckpointFile(config.checkpointFile, state.note);
    return { epoch, keptEntries: kept, publishedEntries: published.size };
  } finally {
    await database.close();
    logger.flush();
  }
}

async function isLogLost(
  database: Database,
  published: Awaited<ReturnType<typeof readCheckpointFile>>,
): Promise<boolean> {
  if (!published || published.size === 0) return false;
  const state = await readState(database.pool);
  return !state || !(await extendsPublished(database.pool, state, published));
}

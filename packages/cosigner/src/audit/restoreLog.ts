import type { CosignerConfig } from "../config.ts";
import { StartupError } from "../errors.ts";
import { loadServiceKeys } from "../keys/index.ts";
import { createLogger } from "../logger.ts";
import { createDatabase, migrate } from "../store/index.ts";
import { readCheckpointFile, writeCheckpointFile } from "./checkpointFile.ts";
import { logOrigin } from "./openLog.ts";
import { declareRestore } from "./restores.ts";

/**
 * The operator's `declare-restore`: writes the restore record into the log of a restored database, and lets this server
 * start again.
 *
 * @param lastCheckpoint - File with the last checkpoint that any server has published; this server's own where absent.
 * @throws StartupError
 */
export async function restoreLog(
  config: CosignerConfig,
  lastCheckpoint = config.checkpointFile,
): Promise<{ readonly keptEntries: number; readonly publishedEntries: number }> {
  const keys = await loadServiceKeys({ directory: config.keysDirectory, mode: config.mode, now: Date.now });
  const published = await readCheckpointFile(lastCheckpoint, keys.log.publicKeys);
  if (!published) {
    throw new StartupError(`There is no checkpoint file ${lastCheckpoint}.`, [
      "Give the file with the last checkpoint that was published.",
    ]);
  }
  const logger = createLogger({ level: config.logLevel, file: config.logFile });
  const database = createDatabase({ url: config.databaseUrl, connections: 1, logger });
  try {
    await migrate(database);
    const writer = { database, origin: logOrigin(config), key: keys.log };
    const state = await declareRestore(writer, { published, nowMs: Date.now() });
    await writeCheckpointFile(config.checkpointFile, state.note);
    return { keptEntries: state.size - 1, publishedEntries: published.size };
  } finally {
    await database.close();
    logger.flush();
  }
}

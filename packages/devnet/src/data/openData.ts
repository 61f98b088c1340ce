import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { contractsHash } from "@tandem/account";
import { removeDatabase } from "../database/placeDatabase.ts";
import { DataFolderError } from "../errors.ts";
import { acquireLock } from "../process/acquireLock.ts";
import { endLeftovers } from "../process/createReaper.ts";

export type DataFolder = {
  readonly directory: string;
  readonly logsDirectory: string;
  /** Where it stands which processes to end when this one was killed. */
  readonly processesFile: string;
  close(): void;
};

export type OpenDataParameters = {
  readonly directory: string;
  /** Starts over: chain, database, keys and everything that follows from them go together. */
  readonly reset?: boolean | undefined;
};

/** What survives a reset. */
const kept = new Set(["run", "logs"]);

/**
 * Takes the data folder for this process, ends what a killed stack left running in it, and refuses one whose accounts
 * were made by other contracts.
 *
 * @throws DataFolderError when another stack runs in it or it belongs to other contracts
 */
export async function openData({ directory, reset = false }: OpenDataParameters): Promise<DataFolder> {
  const logsDirectory = join(directory, "logs");
  const runDirectory = join(directory, "run");
  // Others may pass through (the database's user may be another); what is secret inside has its own mode.
  for (const folder of [directory, logsDirectory, runDirectory]) mkdirSync(folder, { recursive: true, mode: 0o755 });
  const lock = acquireLock(join(runDirectory, "lock"));
  if ("heldBy" in lock)
    throw new DataFolderError(`Tandem already runs with the data folder ${directory} (process ${lock.heldBy}).`, {
      metaMessages: ["Stop it first, or give this one a folder of its own: TANDEM_DATA=<folder> npm start"],
    });
  try {
    const processesFile = join(runDirectory, "processes.json");
    await endLeftovers(processesFile);
    if (reset) clear(directory);
    assertSameContracts(directory);
    return { directory, logsDirectory, processesFile, close: lock.release };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function clear(directory: string): void {
  removeDatabase(directory);
  for (const name of readdirSync(directory))
    if (!kept.has(name)) rmSync(join(directory, name), { recursive: true, force: true });
}

function assertSameContracts(directory: string): void {
  const file = join(directory, "contracts-hash");
  if (!existsSync(file)) writeFileSync(file, contractsHash);
  if (readFileSync(file, "utf8") === contractsHash) return;
  throw new DataFolderError(`The accounts in ${directory} were made by other contracts than these.`, {
    metaMessages: ["Start over with a new chain and database: npm start -- --reset", "Or use the older version again."],
  });
}

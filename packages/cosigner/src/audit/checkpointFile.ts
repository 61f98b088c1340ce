import { open, readFile, rename } from "node:fs/promises";
import { type Checkpoint, LogFormatError, LogSignatureError, openCheckpoint } from "@tandem/protocol";
import { StartupError } from "../errors.ts";

/**
 * The last checkpoint this server has published, kept outside the database: what it may not contradict, and what a
 * restore names. Undefined when it has published none.
 *
 * @throws StartupError when the file is damaged or signed by a key that is not in the key directory.
 */
export async function readCheckpointFile(
  path: string,
  publicKeys: readonly Uint8Array[],
): Promise<Checkpoint | undefined> {
  const note = await readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new StartupError(`The checkpoint file ${path} cannot be read.`, ["Set TANDEM_CHECKPOINT_FILE."]);
  });
  if (note === undefined) return undefined;
  try {
    return openCheckpoint({ note, publicKeys });
  } catch (error) {
    if (!(error instanceof LogFormatError) && !(error instanceof LogSignatureError)) throw error;
    throw new StartupError(`The checkpoint file ${path} is damaged, or of a log with other keys.`, [
      "Restore it from a backup, or restore the log's keys. Do not delete it: it is what the log is checked against.",
    ]);
  }
}

/** Replaces the file; after a crash it is the old one or the new one. */
export async function writeCheckpointFile(path: string, note: string): Promise<void> {
  const temporary = `${path}.new`;
  const handle = await open(temporary, "w", 0o644);
  try {
    await handle.writeFile(note);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "../logger.ts";
import { repeat } from "../repeat.ts";
import type { ServiceKeys } from "./serviceKeys.ts";

const pollMs = 1000;

type WatchParameters = {
  readonly directory: string;
  readonly keys: ServiceKeys;
  readonly logger: Logger;
};

/**
 * Takes over what changes in the key directory while the service runs, within a second or two. What is damaged or
 * cannot be opened is told in the log, and the keys stay as they were.
 *
 * @returns ends it.
 */
export function watchKeys({ directory, keys, logger }: WatchParameters): () => Promise<void> {
  let seen: string | undefined;

  async function look(): Promise<void> {
    const now = await fingerprint(directory);
    if (now === seen) return;
    try {
      await keys.reload();
      // Only what is taken over counts as seen: a failed attempt is repeated.
      if (seen !== undefined) logger.info({ versions: Object.fromEntries(keys.versions()) }, "keys reloaded");
      seen = now;
    } catch (error) {
      logger.error({ err: error }, "the key directory has changed and cannot be used; the keys stay as they were");
    }
  }

  return repeat(look, pollMs);
}

/** Names, sizes and times of the files. */
async function fingerprint(directory: string): Promise<string> {
  const names = (await readdir(directory).catch(() => []))
    .filter((name) => /^(?:states|[a-z]+\.v[0-9]+)\.json$/.test(name))
    .sort();
  const stats = await Promise.all(names.map((name) => stat(join(directory, name)).catch(() => undefined)));
  return names.map((name, i) => `${name} ${stats[i]?.size} ${stats[i]?.mtimeMs} ${stats[i]?.ino}`).join("\n");
}

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hashFiles } from "./hashFiles.ts";
import { acquireLock } from "./process/acquireLock.ts";
import { root } from "./root.ts";

export type BuildOnceParameters = {
  /** What the result follows from, relative to the repository. */
  readonly sources: readonly string[];
  /** A file of the result, relative to the repository: without it there is none. */
  readonly result: string;
  /** Where the hash of the sources is kept, relative to the repository. */
  readonly stamp: string;
  readonly build: () => Promise<void>;
};

/**
 * Builds when the sources changed since the last build. Of several processes one builds and the others wait.
 *
 * @returns the hash of the sources
 */
export async function buildOnce({ sources, result, stamp, build }: BuildOnceParameters): Promise<string> {
  const stampFile = join(root, stamp);
  const hash = hashFiles(root, sources);
  const isFresh = () =>
    existsSync(join(root, result)) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === hash;
  if (isFresh()) return hash;

  const lock = await waitForLock(join(root, "node_modules", `.tandem-${stamp.replaceAll("/", "-")}.lock`));
  try {
    if (isFresh()) return hash;
    rmSync(stampFile, { force: true });
    await build();
    mkdirSync(dirname(stampFile), { recursive: true });
    writeFileSync(stampFile, hash);
    return hash;
  } finally {
    lock.release();
  }
}

async function waitForLock(file: string) {
  for (;;) {
    const lock = acquireLock(file);
    if ("release" in lock) return lock;
    await sleep(200);
  }
}

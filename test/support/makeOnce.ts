import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { hashFiles } from "../../packages/devnet/src/index.ts";
import { root } from "./root.ts";

export type MakeOnceParameters = {
  readonly name: string;
  /** Files and folders that decide what is made. */
  readonly sources: readonly string[];
  /** Fills a new folder. False where it cannot. */
  readonly make: (directory: string) => Promise<boolean>;
};

/** A folder that is made once for all tests of the same sources; older ones go. @returns it, where it could be made. */
export async function makeOnce({ name, sources, make }: MakeOnceParameters): Promise<string | undefined> {
  const cache = join(root, "cache");
  const present = `${name}-${hashFiles(root, sources).slice(0, 16)}`;
  const directory = join(cache, present);
  const lock = `${directory}.lock`;
  mkdirSync(cache, { recursive: true });
  // Tests start side by side: the first makes it, the others wait.
  for (; ; await wait(100)) {
    if (existsSync(directory)) return directory;
    if (take(lock)) break;
  }
  try {
    // It may have been made between the look and the lock.
    if (existsSync(directory)) return directory;
    for (const old of readdirSync(cache)) {
      if (old.startsWith(`${name}-`) && !old.startsWith(present))
        rmSync(join(cache, old), { recursive: true, force: true });
    }
    // Whole at once: a run may be broken off.
    const own = `${directory}.${process.pid}`;
    mkdirSync(own, { recursive: true });
    const isMade = await make(own);
    if (isMade) renameSync(own, directory);
    else rmSync(own, { recursive: true });
    return isMade ? directory : undefined;
  } finally {
    rmSync(lock, { force: true });
  }
}

/** @returns whether this process has it; nobody has the lock of a process that is gone. */
function take(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    if (!isAlive(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isAlive(lock: string): boolean {
  try {
    const holder = Number(readFileSync(lock, "utf8"));
    // Not yet written down: just taken.
    if (holder > 0) process.kill(holder, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

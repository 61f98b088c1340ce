import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
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
  if (existsSync(directory)) return directory;
  mkdirSync(cache, { recursive: true });
  for (const old of readdirSync(cache)) {
    if (old.startsWith(`${name}-`) && !old.startsWith(present))
      rmSync(join(cache, old), { recursive: true, force: true });
  }
  // Whole at once: other tests start side by side, and the first of them wins.
  const own = `${directory}.${process.pid}`;
  mkdirSync(own, { recursive: true });
  if (!(await make(own))) {
    rmSync(own, { recursive: true });
    return undefined;
  }
  try {
    renameSync(own, directory);
  } catch {
    rmSync(own, { recursive: true });
  }
  return directory;
}

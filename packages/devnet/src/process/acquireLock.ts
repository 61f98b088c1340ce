import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { identifyProcess, isSameProcess, type ProcessRecord } from "./identifyProcess.ts";

export type Lock = { release(): void };

const ownerSchema = z.object({ pid: z.number(), identity: z.string() });

/**
 * Takes a lock file for this process. A lock whose owner no longer runs is taken over.
 * @returns the process that holds it when another one does
 */
export function acquireLock(file: string): Lock | { readonly heldBy: number } {
  const own: ProcessRecord = { pid: process.pid, identity: identifyProcess(process.pid) ?? "" };
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(own));
  try {
    for (;;) {
      if (tryLink(draft, file)) return { release: () => releaseLock(file, own) };
      const owner = readOwner(file);
      if (owner && isSameProcess(owner)) return { heldBy: owner.pid };
      removeStale(file, owner);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** link(2) is atomic and fails when the file exists. */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Moves a stale lock away; if another process took it over meanwhile, its lock is put back. */
function removeStale(file: string, stale: ProcessRecord | undefined): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return; // Someone else moved it: look again.
  }
  const moved = readOwner(aside);
  if (moved?.pid !== stale?.pid || moved?.identity !== stale?.identity) tryLink(aside, file);
  rmSync(aside, { force: true });
}

function releaseLock(file: string, own: ProcessRecord): void {
  const owner = readOwner(file);
  if (owner?.pid === own.pid && owner.identity === own.identity) rmSync(file, { force: true });
}

function readOwner(file: string): ProcessRecord | undefined {
  try {
    return ownerSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

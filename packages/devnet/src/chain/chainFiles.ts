import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { StepFailedError } from "../errors.ts";

export type ChainFiles = {
  /** Anvil writes it in place, so a crash may leave half of it. */
  readonly state: string;
  /** The last whole one. */
  readonly saved: string;
};

const settledMs = 150;

export function hasState(files: ChainFiles): boolean {
  return existsSync(files.state) || existsSync(files.saved);
}

/** Copies the state aside if Anvil is not writing it just now. @returns true when it was copied */
export function saveState(files: ChainFiles): boolean {
  const before = statSync(files.state, { throwIfNoEntry: false });
  if (!before || Date.now() - before.mtimeMs < settledMs || lastByte(files.state, before.size) !== "}") return false;
  copyFileSync(files.state, `${files.saved}.new`);
  if (statSync(files.state).mtimeMs !== before.mtimeMs) return false;
  renameSync(`${files.saved}.new`, files.saved);
  return true;
}

/** Puts the last whole state in place of one that was cut short. */
export function restoreState(files: ChainFiles): void {
  rmSync(`${files.saved}.new`, { force: true });
  if (!hasState(files) || isWhole(files.state)) return;
  if (!isWhole(files.saved))
    throw new StepFailedError("The state of the local chain cannot be read.", {
      metaMessages: [`File: ${files.state}`, "Start over with a new chain and database: npm start -- --reset"],
    });
  copyFileSync(files.saved, files.state);
}

function isWhole(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}

function lastByte(file: string, size: number): string {
  const byte = Buffer.alloc(1);
  const descriptor = openSync(file, "r");
  readSync(descriptor, byte, 0, 1, Math.max(0, size - 1));
  closeSync(descriptor);
  return byte.toString("latin1");
}

import { spawn } from "node:child_process";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { endProcesses } from "./endProcesses.ts";
import { identifyProcess } from "./identifyProcess.ts";

export type Reaper = {
  /** From now on the process ends when this one does; `signal` is its clean way to end. */
  watch(pid: number, signal: NodeJS.Signals): void;
  forget(pid: number): void;
  close(): void;
};

const recordSchema = z.array(
  z.object({ pid: z.number(), identity: z.string(), signal: z.enum(["SIGINT", "SIGTERM", "SIGQUIT"]) }),
);
type Watched = z.infer<typeof recordSchema>[number];

/**
 * Starts the process that ends the parts when this process dies, even by `kill -9`. What it watches is also on
 * record, so that the next start can end what is left when both died (see {@link endLeftovers}).
 */
export function createReaper({ recordFile }: { readonly recordFile: string }): Reaper {
  const child = spawn(process.execPath, [new URL("./reaper.ts", import.meta.url).pathname], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.unref();
  child.stdin.on("error", () => {}); // The record still tells the next start what to end.
  const watched = new Map<number, Watched>();

  function record(): void {
    writeFileSync(`${recordFile}.new`, JSON.stringify([...watched.values()]));
    renameSync(`${recordFile}.new`, recordFile);
  }

  return {
    watch(pid, signal) {
      const identity = identifyProcess(pid);
      if (identity === undefined) return;
      watched.set(pid, recordSchema.element.parse({ pid, identity, signal }));
      child.stdin.write(`watch ${pid} ${signal}\n`);
      record();
    },
    forget(pid) {
      if (!watched.delete(pid)) return;
      child.stdin.write(`forget ${pid}\n`);
      record();
    },
    close() {
      child.stdin.end();
      if (watched.size === 0) rmSync(recordFile, { force: true });
    },
  };
}

/** Ends the parts that a killed stack left behind, if any still run. */
export async function endLeftovers(recordFile: string): Promise<void> {
  await endProcesses(readRecord(recordFile), { graceMs: 4_000 });
  rmSync(recordFile, { force: true });
}

function readRecord(file: string): readonly Watched[] {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return []; // No record: nothing was left.
  }
}

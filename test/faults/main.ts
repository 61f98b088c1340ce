import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createReport, type FaultReport, runFaults } from "./runFaults.ts";
import type { FaultKind } from "./startWorld.ts";

/**
 * npm run test:faults -- --operations N [--seed S] [--kind real|recorder] [--slice N]
 *
 * Goes on where the last run of the same kind and seed ended; the result stands in test/faults/results after every slice.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      operations: { type: "string", default: "2000" },
      seed: { type: "string", default: "1" },
      kind: { type: "string", default: "real" },
      slice: { type: "string", default: "500" },
    },
  });
  const [operations, sliceOperations] = [Number(values.operations), Number(values.slice)];
  for (const [name, value] of Object.entries({ operations, slice: sliceOperations })) {
    if (!Number.isSafeInteger(value) || value < 1) throw new TypeError(`--${name} must be a whole number.`);
  }
  if (values.kind !== "real" && values.kind !== "recorder") throw new TypeError("--kind is real or recorder.");
  if (!/^[\w-]{1,40}$/.test(values.seed)) throw new TypeError("--seed has letters, digits and hyphens only.");
  const file = join(import.meta.dirname, "results", `${values.kind}-${values.seed}.json`);
  const report = readReport(file, values.kind, values.seed);
  if (report.operations > 0) console.log(`going on after ${report.operations} operations`);
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
  await runFaults({
    report,
    operations,
    sliceOperations,
    signal: stopping.signal,
    onSlice: ({ operations: done, violations, seconds }) => {
      writeReport(file, report);
      console.log(`${done} operations, ${violations.length} violations, ${Math.round(seconds)} s`);
    },
  });
  for (const violation of report.violations) console.error(violation);
  process.exitCode = report.violations.length > 0 ? 1 : 0;
  if (process.connected) process.disconnect();
}

function readReport(file: string, kind: FaultKind, seed: string): FaultReport {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as FaultReport; // written by writeReport
  } catch {
    return createReport(kind, seed);
  }
}

/** Whole at once, so that a run that is killed leaves the last one. */
function writeReport(file: string, report: FaultReport): void {
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(`${file}.next`, `${JSON.stringify(report, undefined, 2)}\n`);
  renameSync(`${file}.next`, file);
}

await main();

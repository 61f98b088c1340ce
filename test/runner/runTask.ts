import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/root.ts";
import { countHardhat, countVitest } from "./count.ts";
import type { Task } from "./tasks.ts";

export type Outcome = {
  readonly task: Task;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  readonly output: string;
};

const running = new Set<ChildProcess>();

/** Ends what runs, with everything it started. */
export function endTasks(): void {
  for (const child of running) endGroup(child, "SIGTERM");
}

function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // ESRCH: nobody is left.
  }
}

export async function runTask(task: Task, reportDirectory: string): Promise<Outcome> {
  const report = join(reportDirectory, `${task.name}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const args = task.count === "vitest" ? [...task.args, ...reporters] : task.args;
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      CI: "true",
      NO_COLOR: "1",
      HARDHAT_DISABLE_TELEMETRY_PROMPT: "true",
      NEXT_TELEMETRY_DISABLED: "1",
    },
  });
  running.add(child);
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => chunks.push(text));
  // A test that failed half way may leave processes behind; they would also hold our pipes open.
  child.once("exit", () => endGroup(child, "SIGKILL"));
  const isSuccess = await new Promise<boolean>((resolve) => {
    child.once("error", () => resolve(false));
    child.once("close", (code) => resolve(code === 0));
  });
  running.delete(child);
  const output = chunks.join("");
  const counted = count(task, { isSuccess, output, report });
  return { task, ...counted, output, seconds: (performance.now() - startedAt) / 1000 };
}

/** A task that did not end well has at least one failure, and one that ran no test has failed, whatever it says. */
function count(task: Task, { isSuccess, output, report }: { isSuccess: boolean; output: string; report: string }) {
  if (task.count === "check") return { passed: isSuccess ? 1 : 0, failed: isSuccess ? 0 : 1, skipped: 0 };
  const counted = task.count === "hardhat" ? countHardhat(output) : countVitest(readIfThere(report));
  const isBad = !isSuccess || counted.passed + counted.failed === 0;
  return { ...counted, failed: isBad ? Math.max(1, counted.failed) : counted.failed };
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "{}";
  }
}

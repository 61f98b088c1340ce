// npm test [-- stage …]: runs every stage, or the named ones with what they need, and closes with the counts.
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { endTasks, type Outcome, runTask } from "./runner/runTask.ts";
import { type Stage, stages, type Task, tasks } from "./runner/tasks.ts";

/** More at once would not be faster: most tasks use more than one thread. */
const mostAtOnce = Math.min(availableParallelism(), 4);
const shownCharacters = 20_000;

function selectTasks(names: readonly string[]): readonly Task[] {
  const unknown = names.filter((name) => !stages.some((stage) => stage === name));
  if (unknown.length > 0) throw new TypeError(`There is no stage ${unknown.join(", ")}. Stages: ${stages.join(", ")}`);
  if (names.length === 0) return tasks;
  const chosen = new Set(tasks.filter(({ stage }) => names.includes(stage)));
  for (const { after = [] } of [...chosen]) for (const task of tasks) if (after.includes(task.name)) chosen.add(task);
  return tasks.filter((task) => chosen.has(task));
}

/** Starts tasks in their order as soon as what they need is done and there is room for them. */
async function runAll(selected: readonly Task[], reportDirectory: string): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = [...selected];
  const running = new Map<Task, Promise<void>>();

  const isDone = (name: string) => outcomes.some(({ task }) => task.name === name);
  const isReady = ({ after = [], isAlone = false }: Task) =>
    after.every(isDone) &&
    (isAlone ? running.size === 0 && waiting.every((task) => task.isAlone) : running.size < mostAtOnce);
  const hasFailedNeed = ({ after = [] }: Task) =>
    outcomes.some(({ task, failed }) => failed > 0 && after.includes(task.name));

  async function start(task: Task): Promise<void> {
    const outcome = hasFailedNeed(task) ? leaveOut(task) : await runTask(task, reportDirectory);
    report(outcome);
    outcomes.push(outcome);
    running.delete(task);
  }

  while (waiting.length > 0 || running.size > 0) {
    for (const task of [...waiting]) {
      if ([...running.keys()].some(({ isAlone }) => isAlone) || !isReady(task)) continue;
      waiting.splice(waiting.indexOf(task), 1);
      running.set(task, start(task));
    }
    await Promise.race(running.values());
  }
  return outcomes;
}

function leaveOut(task: Task): Outcome {
  return { task, passed: 0, failed: 1, skipped: 0, seconds: 0, output: "Left out: what it needs failed.\n" };
}

function report({ task, passed, failed, skipped, seconds, output }: Outcome): void {
  const counts = task.count === "check" ? "" : `  ${passed} passed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
  const mark = failed > 0 ? "✗" : "✓";
  console.log(`${mark} ${task.stage.padEnd(12)} ${task.name.padEnd(18)} ${seconds.toFixed(1).padStart(6)} s${counts}`);
  if (failed === 0) return;
  console.log(`\n--- ${task.stage}: ${task.name} (${failed} failed) ---`);
  console.log(output.slice(-shownCharacters).trimEnd());
  console.log(`--- end of ${task.name} ---\n`);
}

function printTimes(outcomes: readonly Outcome[], totalSeconds: number): void {
  console.log("");
  for (const stage of stages) {
    const own = outcomes.filter(({ task }) => task.stage === stage);
    if (own.length === 0) continue;
    const seconds = own.reduce((sum, outcome) => sum + outcome.seconds, 0);
    console.log(`${stage.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s`);
  }
  console.log(`${"in all".padEnd(12)} ${totalSeconds.toFixed(1).padStart(6)} s`);
}

async function main(): Promise<void> {
  const selected = selectTasks(process.argv.slice(2) as Stage[]);
  const reportDirectory = mkdtempSync(join(tmpdir(), "tandem-reports-"));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      endTasks();
      process.exit(130);
    });
  process.on("disconnect", endTasks);
  const startedAt = performance.now();
  const outcomes = await runAll(selected, reportDirectory).finally(() => rmSync(reportDirectory, { recursive: true }));
  const sum = (key: "passed" | "failed") => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  const [passed, failed] = [sum("passed"), sum("failed")];
  printTimes(outcomes, (performance.now() - startedAt) / 1000);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof TypeError ? error.message : error);
  process.exitCode = 1;
} finally {
  if (process.connected) process.disconnect();
}

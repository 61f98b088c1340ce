// npm run test:mutation [-- area …] [--sample N] [--seed S] [--list] [--fresh]: changes the contracts, one place at a
// time, and counts the changes that no test notices. Ends early on request and goes on where it was.
import { type ChildProcess, fork } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { root } from "../support/root.ts";
import { type Equivalent, findReason } from "./findReason.ts";
import { listMutants, type Mutant } from "./listMutants.ts";
import { prepareProject } from "./prepareProject.ts";
import { type Area, areas, listSources, parse, readSource } from "./sources.ts";
import type { Verdict } from "./testMutant.ts";

const sideBySide = 2;
/** What survivors may be among those that count. */
const leastPercent = 95;
const resultsFile = join(root, "cache/mutation.jsonl");

type Work = { readonly area: Area; readonly mutant: Mutant };
type Result = Work & { readonly verdict: Verdict };

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: "string" },
    seed: { type: "string", default: "tandem" },
    list: { type: "boolean", default: false },
    fresh: { type: "boolean", default: false },
  },
});

const equivalents = JSON.parse(
  readFileSync(new URL("./equivalent.json", import.meta.url), "utf8"),
) as readonly Equivalent[];

/** The mutants of an area; a sample takes them evenly over the sources, the same ones for the same seed. */
function select(area: Area): readonly Work[] {
  const all = listSources(area).flatMap((file) => listMutants(file, readSource(file), parse(file)));
  const counted = all.filter((mutant) => findReason(equivalents, mutant) === undefined);
  console.log(`${area.padEnd(10)} ${all.length} mutants, ${all.length - counted.length} of them listed as equivalent`);
  const rank = ({ id }: Mutant) => createHash("sha256").update(`${options.seed}:${id}`).digest("hex");
  const size = options.sample === undefined ? counted.length : Number(options.sample);
  const sample = [...counted].sort((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, size);
  return sample.map((mutant) => ({ area, mutant }));
}

/** Verdicts of earlier runs. A survivor is tried again: tests were perhaps added. */
function readResults(): ReadonlyMap<string, Verdict> {
  if (options.fresh) rmSync(resultsFile, { force: true });
  if (!existsSync(resultsFile)) return new Map();
  const lines = readFileSync(resultsFile, "utf8").trim().split("\n");
  const results = lines.map((line) => JSON.parse(line) as { readonly id: string; readonly verdict: Verdict });
  return new Map(results.filter(({ verdict }) => verdict !== "survived").map(({ id, verdict }) => [id, verdict]));
}

async function runAll(works: readonly Work[]): Promise<readonly Result[]> {
  const known = readResults();
  const results: Result[] = works.flatMap((work) => {
    const verdict = known.get(work.mutant.id);
    return verdict === undefined ? [] : [{ ...work, verdict }];
  });
  const waiting = works.filter(({ mutant }) => !known.has(mutant.id));
  console.log(`${works.length} selected, ${results.length} known from before\n`);
  if (waiting.length === 0) return results;
  mkdirSync(join(root, "cache"), { recursive: true });
  const project = await prepareProject();
  process.on("exit", project.remove);

  async function work(index: number): Promise<void> {
    const directory = index === 0 ? project.directory : `${project.directory}-${index}`;
    if (index > 0) {
      cpSync(project.directory, directory, { recursive: true, verbatimSymlinks: true });
      process.on("exit", () => rmSync(directory, { recursive: true, force: true }));
    }
    const child = fork(fileURLToPath(new URL("./worker.ts", import.meta.url)), [directory]);
    try {
      if (index === 0) await requirePassing(child, new Set(waiting.map(({ area }) => area)));
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const { verdict } = await ask<{ readonly verdict: Verdict }>(child, next);
        results.push({ ...next, verdict });
        appendFileSync(resultsFile, `${JSON.stringify({ id: next.mutant.id, verdict })}\n`);
        console.log(`${verdict.padEnd(8)} ${describe(next.mutant)}`);
      }
    } finally {
      child.kill();
    }
  }
  await Promise.all(Array.from({ length: sideBySide }, (_, index) => work(index)));
  return results;
}

async function requirePassing(child: ChildProcess, selected: ReadonlySet<Area>): Promise<void> {
  for (const area of selected) {
    const { passes } = await ask<{ readonly passes: boolean }>(child, { area });
    if (!passes) throw new MutationError(`The tests of ${area} fail on the unchanged contracts: mend them first.`);
  }
}

function ask<Answer>(child: ChildProcess, message: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new MutationError("A worker ended."));
    child.once("exit", onExit);
    child.once("message", (answer: Answer | { readonly error: string }) => {
      child.off("exit", onExit);
      if (typeof answer === "object" && answer !== null && "error" in answer) reject(new MutationError(answer.error));
      else resolve(answer as Answer);
    });
    child.send(message);
  });
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, " ").slice(0, 90);
const describe = ({ file, line, operator, original, replacement }: Mutant) =>
  `${file}:${line} ${operator}: ${oneLine(original)} → ${oneLine(replacement) || "nothing"}`;

function report(results: readonly Result[]): boolean {
  console.log(`\n${"area".padEnd(11)} killed  survived  rate     not counted (do not compile, or compile to the same)`);
  let isGood = true;
  for (const area of areas) {
    const own = results.filter((result) => result.area === area);
    if (own.length === 0) continue;
    const count = (verdict: Verdict) => own.filter((result) => result.verdict === verdict).length;
    const [killed, survived] = [count("killed"), count("survived")];
    const percent = (100 * killed) / Math.max(1, killed + survived);
    if (percent < leastPercent) isGood = false;
    const rest = `${count("invalid")} + ${count("same")}`;
    console.log(
      `${area.padEnd(11)} ${String(killed).padStart(6)} ${String(survived).padStart(9)} ${percent.toFixed(1).padStart(5)} %    ${rest}`,
    );
  }
  const survivors = results.filter(({ verdict }) => verdict === "survived");
  for (const { mutant } of survivors) console.log(`\n${describe(mutant)}\n    ${mutant.text}`);
  return isGood;
}

class MutationError extends Error {
  override readonly name = "MutationError";
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130));
const chosen = positionals.length === 0 ? areas : areas.filter((area) => positionals.includes(area));
const works = chosen.flatMap(select);
if (options.list) for (const { mutant } of works) console.log(`${mutant.id} ${describe(mutant)}`);
else if (!report(await runAll(works))) process.exitCode = 1;
if (process.connected) process.disconnect();

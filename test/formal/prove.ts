// npm run prove: proves the properties in properties/ about the recovery state machine and what the account does with
// it, then breaks the sources one by one and demands that the proof fails. With names of properties only those; with
// --quick those that npm test proves.
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { root } from "../support/root.ts";
import { checkAll } from "./checker/checkAll.ts";
import { propertyPattern, type Verdict } from "./checker/checkProperty.ts";
import { readSource } from "./checker/readSource.ts";
import { solverName } from "./checker/solve.ts";
import { controls } from "./controls.ts";

const folder = "test/formal/properties";
const isQuick = process.argv.includes("--quick");
/** Quick ones take seconds; on a busy machine they may take their time, or npm test would fail for it. */
const timeoutSeconds = isQuick ? 600 : 100;
/** What the solver from npm proves within seconds. */
const quickNames: readonly string[] = [
  "delaysAreBounded",
  "finalizeWaitsTheDelay",
  "noStartWhileCoolingDown",
  "cancelledByGuardiansIsDead",
  "theInvariantHoldsAtBirth",
];

type Goal = {
  readonly path: string;
  readonly name: string;
  readonly title: string;
  readonly expected: Verdict;
  readonly mutation?: (typeof controls)[number]["mutation"];
};

const properties: readonly Goal[] = readdirSync(join(root, folder))
  .sort()
  .map((file) => `${folder}/${file}`)
  .flatMap((path) =>
    [...readSource(path).matchAll(propertyPattern)].map(([, text = "", name = ""]) => ({
      path,
      name,
      title: text,
      expected: "proven" as const,
    })),
  );

const negativeControls: readonly Goal[] = controls.map(({ path, name, mutation }) => ({
  path,
  name,
  title: `breaks with "${mutation.replace.replaceAll(/\s+/g, " ") || "nothing"}" for "${mutation.find.replaceAll(/\s+/g, " ")}"`,
  expected: "refuted" as const,
  mutation,
}));

/** What a verdict other than the expected one means. */
const reasons: Readonly<Record<Verdict, string>> = {
  proven: "NOT NOTICED: proven although it was broken",
  refuted: "NOT TRUE: there is a counterexample",
  vacuous: "NOT PROVEN: no execution reaches the assertions",
  unknown: `NOT PROVEN: no answer within ${timeoutSeconds} s`,
};

async function main(): Promise<void> {
  const startedAt = performance.now();
  const named = isQuick ? quickNames : process.argv.slice(2);
  const goals = [...properties, ...negativeControls].filter(({ name }) => named.length === 0 || named.includes(name));
  console.log(
    `SMTChecker (CHC) with ${solverName === "z3" || isQuick ? solverName : "z3-solver; install z3 for all of it"}\n`,
  );
  let missed = 0;
  await checkAll(goals, {
    sideBySide: Math.min(availableParallelism(), isQuick ? 2 : 4),
    timeoutSeconds,
    report: ({ title, name, expected }, verdict) => {
      const isMet = verdict === expected;
      if (!isMet) missed += 1;
      console.log(`${isMet ? "✓" : "✗"} ${verdict.padEnd(8)} ${name.padEnd(36)} ${title}`);
      if (!isMet) console.log(`           ${reasons[verdict]}`);
    },
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  const proofs = goals.filter(({ expected }) => expected === "proven").length;
  console.log(
    `\n${proofs} properties, ${goals.length - proofs} broken copies, ${missed} not as expected, ${seconds} s`,
  );
  if (missed > 0 || goals.length === 0) process.exitCode = 1;
}

await main();
if (process.connected) process.disconnect();

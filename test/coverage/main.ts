// npm run test:coverage: which lines of contracts/ the contract tests execute. Fails below 98 %.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { addStatementCoverageInstrumentation, latestSupportedSolidityVersion } from "@nomicfoundation/edr";
import { createProject } from "../mutation/createProject.ts";
import { runScript } from "../mutation/runScript.ts";
import { root } from "../support/root.ts";

const leastPercent = 98;
const hardhat = join(root, "node_modules/hardhat/dist/src/cli.js");
const vitest = join(root, "node_modules/vitest/vitest.mjs");
/** Saves what a Vitest worker executed; Hardhat does it for its own runners only. */
const setup = `import { afterAll } from "vitest";
import { markTestWorkerDone } from "hardhat/internal/coverage";
afterAll(() => markTestWorkerDone("vitest"));
`;
const vitestConfig = `export default {
  test: {
    include: ["test/contracts/**/*.test.ts"],
    exclude: ["test/contracts/ignition/**"],
    setupFiles: ["./coverage.setup.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
  },
};
`;

type Lines = { readonly executed: ReadonlySet<number>; readonly missed: ReadonlySet<number> };

/** Runs all contract tests on instrumented contracts; the tags of the statements they executed. */
async function runTests(directory: string): Promise<ReadonlySet<string>> {
  writeFileSync(join(directory, "coverage.setup.ts"), setup);
  writeFileSync(join(directory, "vitest.config.ts"), vitestConfig);
  const environment = { HARDHAT_COVERAGE: "true" };
  // Assertions about gas and size fail on instrumented code; `npm test` is what decides about them.
  const solidity = await runScript(directory, hardhat, ["test", "solidity", "--coverage"], { environment });
  console.log(summarize("solidity", solidity.output));
  mkdirSync(join(directory, "coverage/data/vitest"), { recursive: true });
  const typescript = await runScript(directory, vitest, ["run"], { environment });
  console.log(summarize("typescript", typescript.output));
  return readTags(join(directory, "coverage/data"));
}

const summarize = (name: string, output: string) =>
  `${name.padEnd(11)} ${(output.match(/^.*\d+ (?:passing|failing|passed|failed).*$/gm) ?? [output.slice(-2000)])
    .slice(-3)
    .map((line) => line.trim())
    .join(", ")}`;

function readTags(directory: string): ReadonlySet<string> {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json"));
  return new Set(files.flatMap((file) => Object.keys(JSON.parse(readFileSync(join(directory, file), "utf8")))));
}

/** A line counts as executed when every statement that begins on it was. */
function readLines(directory: string, path: string, tags: ReadonlySet<string>): Lines {
  const content = readFileSync(join(directory, path), "utf8");
  const { metadata } = addStatementCoverageInstrumentation(
    content,
    `project/${path}`,
    latestSupportedSolidityVersion(),
  );
  const executed = new Set<number>();
  const missed = new Set<number>();
  for (const { tag, startUtf16 } of metadata) {
    const line = content.slice(0, Number(startUtf16)).split("\n").length;
    (tags.has(Buffer.from(tag).toString("hex")) ? executed : missed).add(line);
  }
  for (const line of missed) executed.delete(line);
  return { executed, missed };
}

function report(directory: string, tags: ReadonlySet<string>): number {
  const folder = join(directory, "contracts");
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => relative(directory, join(folder, file)))
    .filter((path) => path.endsWith(".sol") && !/^contracts\/(mocks|interfaces)\//.test(path))
    .sort();
  let [allExecuted, all] = [0, 0];
  console.log(`\n${"file".padEnd(46)} lines   covered  missed`);
  for (const path of paths) {
    const { executed, missed } = readLines(directory, path, tags);
    const total = executed.size + missed.size;
    if (total === 0) continue;
    allExecuted += executed.size;
    all += total;
    const percent = ((100 * executed.size) / total).toFixed(1).padStart(7);
    console.log(`${path.padEnd(46)} ${String(total).padStart(5)} ${percent} %  ${[...missed].join(", ")}`);
  }
  const percent = all === 0 ? 0 : (100 * allExecuted) / all;
  console.log(`${"all".padEnd(46)} ${String(all).padStart(5)} ${percent.toFixed(1).padStart(7)} %`);
  return percent;
}

const project = createProject();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130));
process.on("exit", project.remove);
const percent = report(project.directory, await runTests(project.directory));
if (percent < leastPercent) {
  console.error(`\nLine coverage is below ${leastPercent} %.`);
  process.exitCode = 1;
}
if (process.connected) process.disconnect();

// npm run bench:lighthouse [-- --json]: Lighthouse's four scores of the welcome page and the guide, on the production
// build, as on a slow phone and on a desktop. Lighthouse is no dependency: npx brings this version of it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { launchFlags } from "../support/browser.ts";
import { findChromium } from "../support/findChromium.ts";
import { startTestStack } from "../support/startTestStack.ts";

const version = "12.8.2";
const pages = ["/", "/help"];
const longestMs = 180_000;
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const devices = ["phone", "desktop"] as const;

const reportSchema = z.object({
  categories: z.record(z.string(), z.object({ score: z.number() })),
});
type Scores = Readonly<Record<string, number>>;

const stack = await startTestStack();
const directory = mkdtempSync(join(tmpdir(), "tandem-lighthouse-"));
try {
  const results: { readonly page: string; readonly device: string; readonly scores: Scores }[] = [];
  for (const page of pages) {
    for (const device of devices)
      results.push({ page, device, scores: await rate(`${stack.urls.front}${page}`, device) });
  }
  console.table(results.map(({ page, device, scores }) => ({ page, device, ...scores })));
  if (process.argv.includes("--json")) console.log(JSON.stringify({ lighthouse: results }));
} finally {
  rmSync(directory, { recursive: true, force: true });
  await stack.stop();
}

/** Scores from 0 to 100, by category. */
async function rate(url: string, device: (typeof devices)[number]): Promise<Scores> {
  const { executablePath, env } = await findChromium();
  const file = join(directory, "report.json");
  const flags = ["--headless", ...launchFlags].join(" ");
  const args = [
    ...["--yes", `lighthouse@${version}`, url, "--quiet", "--output=json", `--output-path=${file}`],
    `--chrome-flags=${flags}`,
    ...(device === "desktop" ? ["--preset=desktop"] : []),
  ];
  await run("npx", args, { ...process.env, ...env, CHROME_PATH: executablePath });
  const { categories } = reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  return Object.fromEntries(Object.entries(categories).map(([name, { score }]) => [name, Math.round(score * 100)]));
}

/** Runs a command, and ends it with everything it started where it takes too long or this process is told to end. */
async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(command, args, { env, detached: true, stdio: ["ignore", "ignore", "inherit"] });
  const end = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
  };
  const timer = setTimeout(end, longestMs);
  for (const signal of signals) process.once(signal, end);
  try {
    const [code] = (await once(child, "exit")) as [number | null];
    if (code !== 0) throw new Error(`${command} ${args[1]} ended with ${code ?? "a signal"}.`);
  } finally {
    clearTimeout(timer);
    for (const signal of signals) process.off(signal, end);
  }
}

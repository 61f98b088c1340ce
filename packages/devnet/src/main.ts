// npm start: the whole stack, its data in `.tandem/` (or $TANDEM_DATA), until it is interrupted.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { BaseError } from "@tandem/protocol";
import { readPorts } from "./ports.ts";
import { root } from "./root.ts";
import { startStack } from "./startStack.ts";
import type { Progress } from "./types.ts";

const help = `npm start              starts Tandem on this computer
npm start -- --reset   starts over: new chain, new database, new keys

TANDEM_DATA           data folder (default .tandem)
TANDEM_PORT_<PART>    another port; parts: FRONT, CHAIN, BUNDLER, DATABASE, COSIGNER, APP`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { reset: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) return console.log(help);

  const dataDirectory = resolve(root, process.env.TANDEM_DATA || ".tandem");
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interrupt.abort());
  // Set-up holds the other end of this channel: it is gone when set-up was killed.
  process.on("disconnect", () => interrupt.abort());

  const startedAt = performance.now();
  console.log(values.reset ? "Starting Tandem anew …" : "Starting Tandem …");
  const stack = await startStack({
    dataDirectory,
    ports: readPorts(process.env),
    reset: values.reset,
    onProgress: printProgress,
    signal: interrupt.signal,
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`\nReady in ${seconds} s. Open  ${stack.urls.front}\n`);
  console.log(`Data and logs: ${dataDirectory}`);
  console.log("Ctrl-C stops everything.");

  interrupt.signal.addEventListener("abort", () => console.log("\nStopping …"));
  const failure = await stack.ended;
  if (failure) throw failure;
  console.log("Stopped.");
}

/** Steps that may take long are announced; every step is ticked when it is done. */
function printProgress({ step, state, seconds = 0 }: Progress): void {
  if (state === "done") console.log(`  ✓ ${step.padEnd(20)} ${seconds.toFixed(1).padStart(5)} s`);
}

try {
  await main();
} catch (error) {
  if (error instanceof BaseError) console.error(`\n${error.message}`);
  else if ((error as Error).name === "AbortError") console.error("\nStopped before everything was started.");
  else console.error(error);
  process.exitCode = 1;
} finally {
  if (process.connected) process.disconnect();
}

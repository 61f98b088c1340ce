// node runStack.ts <data directory> [part,part]: runs a stack without these parts in a process of its own, for tests
// that end that process. Says on stdout which processes run, then waits.

import type { PartName } from "../../packages/devnet/src/index.ts";
import { startStack } from "../../packages/devnet/src/index.ts";

const [dataDirectory = "", without = ""] = process.argv.slice(2);
const interrupt = new AbortController();
process.once("SIGTERM", () => interrupt.abort());
const stack = await startStack({
  dataDirectory,
  without: without.split(",").filter(Boolean) as Exclude<PartName, "chain">[],
  signal: interrupt.signal,
});
console.log(JSON.stringify({ urls: stack.urls, pids: Object.values(stack.parts).map(({ pid }) => pid) }));
await stack.ended;

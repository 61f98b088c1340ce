// Runs as a process of its own and ends the parts when the stack's process is gone, however it went: the pipe on
// stdin closes then. Lines on stdin: `watch <pid> <signal>` and `forget <pid>`.
import { createInterface } from "node:readline";
import { endProcesses, type ProcessToEnd } from "./endProcesses.ts";
import { identifyProcess } from "./identifyProcess.ts";

const watched = new Map<number, ProcessToEnd>();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, pidText, signal] = line.split(" ");
  const pid = Number(pidText);
  if (verb === "forget") watched.delete(pid);
  if (verb !== "watch") continue;
  const identity = identifyProcess(pid);
  if (identity !== undefined) watched.set(pid, { pid, identity, signal: signal as NodeJS.Signals });
}

// Anvil and PostgreSQL write their state within this time; the whole must end within five seconds.
await endProcesses([...watched.values()], { graceMs: 3_000 });

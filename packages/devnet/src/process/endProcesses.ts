import { setTimeout as sleep } from "node:timers/promises";
import { isSameProcess, type ProcessRecord } from "./identifyProcess.ts";

export type ProcessToEnd = ProcessRecord & { readonly signal: NodeJS.Signals };

/** Asks processes (and their groups) to end; kills what still runs after the grace time. */
export async function endProcesses(
  processes: readonly ProcessToEnd[],
  { graceMs }: { readonly graceMs: number },
): Promise<void> {
  const deadline = Date.now() + graceMs;
  for (const target of processes) if (isSameProcess(target)) signalGroup(target.pid, target.signal);
  while (Date.now() < deadline && processes.some(isSameProcess)) await sleep(50);
  for (const target of processes) if (isSameProcess(target)) signalGroup(target.pid, "SIGKILL");
  while (processes.some(isSameProcess)) await sleep(20);
}

/** Parts lead process groups of their own, so that nothing they started stays behind. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // ESRCH: no such group, or already gone.
    }
  }
}

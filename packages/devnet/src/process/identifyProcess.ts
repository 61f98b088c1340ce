import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * What tells a process from a later one with the same id: the time it was started.
 * @returns undefined when no such process runs
 */
export function identifyProcess(pid: number): string | undefined {
  if (process.platform === "linux") return readStartTime(pid);
  const { stdout, status } = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
  return status === 0 && stdout.trim() !== "" ? stdout.trim() : undefined;
}

/** True when the process that had this identity still runs. */
export function isSameProcess({ pid, identity }: ProcessRecord): boolean {
  return identifyProcess(pid) === identity;
}

export type ProcessRecord = { readonly pid: number; readonly identity: string };

/** proc(5): field 22 of /proc/pid/stat; the name in field 2 may hold spaces and brackets. A zombie has ended. */
function readStartTime(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

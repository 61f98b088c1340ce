import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StepFailedError } from "../errors.ts";

/**
 * Removes the `postmaster.pid` of a server that was killed. PostgreSQL does so itself unless another program has the
 * old process id by now, which is common in containers. A server that really runs on this cluster is asked to end:
 * the caller holds the lock of the data folder, so it can only be a leftover.
 */
export async function removeStalePid(cluster: string): Promise<void> {
  const file = join(cluster, "postmaster.pid");
  const pid = readPid(file);
  if (pid === undefined) return;
  if (!isServerOf(pid, cluster)) {
    rmSync(file, { force: true });
    return;
  }
  process.kill(pid, "SIGINT");
  for (let waited = 0; isServerOf(pid, cluster); waited += 50) {
    if (waited > 10_000) throw new StepFailedError(`An older PostgreSQL (process ${pid}) does not end.`);
    await sleep(50);
  }
}

function readPid(file: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(file, "utf8"), 10);
  } catch {
    return undefined;
  }
}

function isServerOf(pid: number, cluster: string): boolean {
  if (process.platform !== "linux")
    return spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" }).stdout.includes(cluster);
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(cluster);
  } catch {
    return false;
  }
}

import { readdirSync, readFileSync } from "node:fs";

/** CPU time since the process started, in milliseconds: what the kernel counts, so a shared machine does not change it. */
export type Cpu = { readonly cosignerMs: number; readonly postgresMs: number; readonly generatorMs: number };

const ticksMs = 10; // USER_HZ is 100 on every Linux

/** Co-signer process, all of PostgreSQL, and this process, which is the load generator. */
export function readCpu(cosignerPid: number, postmasterPid: number): Cpu {
  const postmaster = String(postmasterPid);
  const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && parentOf(name) === postmasterPid);
  const postgresMs = [postmaster, ...children].reduce((sum, pid) => sum + cpuOf(pid), 0);
  const own = process.cpuUsage();
  return {
    cosignerMs: cpuOf(String(cosignerPid)),
    postgresMs: postgresMs + reapedOf(postmaster),
    generatorMs: (own.user + own.system) / 1000,
  };
}

/** Fields of /proc/<pid>/stat after the command name, which may hold anything; proc_pid_stat(5), field 3 is index 0. */
function statOf(pid: string): readonly string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

const parentOf = (pid: string) => Number(statOf(pid)[1]);
const cpuOf = (pid: string) => (Number(statOf(pid)[11] ?? 0) + Number(statOf(pid)[12] ?? 0)) * ticksMs;
/** Of children that have ended. */
const reapedOf = (pid: string) => (Number(statOf(pid)[13] ?? 0) + Number(statOf(pid)[14] ?? 0)) * ticksMs;

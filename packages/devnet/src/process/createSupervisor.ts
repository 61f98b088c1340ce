import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PartFailedError } from "../errors.ts";
import { root } from "../root.ts";
import type { Part, PartName } from "../types.ts";
import { createLog, type Log } from "./createLog.ts";
import type { Reaper } from "./createReaper.ts";
import { signalGroup } from "./endProcesses.ts";

export type PartSpec = {
  readonly name: PartName;
  /** Where several parts have one name: tells them apart in logs and errors. */
  readonly suffix?: string;
  readonly port: number;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** The signal that ends it cleanly. */
  readonly stopSignal?: "SIGINT" | "SIGTERM";
  /** True when it serves; asked again and again until then. */
  readonly isReady: (log: Log) => Promise<boolean>;
  readonly readySeconds?: number;
  readonly beforeStart?: () => Promise<void> | void;
};

export type Supervisor = {
  /** Starts a part and waits until it serves. Throws {@link PartFailedError} with its last lines when it does not. */
  launch(spec: PartSpec): Promise<Part>;
};

export type SupervisorOptions = {
  readonly logsDirectory: string;
  readonly reaper: Reaper;
  /** Called when a part ends that nobody asked to end. */
  readonly onFailure: (error: PartFailedError) => void;
  /** Aborted, it starts nothing more. */
  readonly signal: AbortSignal;
};

/** Variables of our own process that would change how a part runs. */
const inheritedVariables = ["PATH", "HOME", "LANG", "TMPDIR", "TZ", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"];

/** Starts parts as process groups of their own, keeps their logs, and notices when one dies. */
export function createSupervisor({ logsDirectory, reaper, onFailure, signal }: SupervisorOptions): Supervisor {
  return {
    async launch(spec) {
      signal.throwIfAborted();
      const log = createLog(join(logsDirectory, `${title(spec)}.log`));
      let running = await startProcess(spec, log, reaper, onFailure);
      return {
        name: spec.name,
        port: spec.port,
        logFile: log.file,
        get pid() {
          return running.pid;
        },
        stop: () => running.end(spec.stopSignal ?? "SIGTERM"),
        kill: () => running.end("SIGKILL"),
        async restart() {
          await running.end(spec.stopSignal ?? "SIGTERM");
          running = await startProcess(spec, log, reaper, onFailure);
        },
        waitForOutput: (pattern, timeoutMs) => log.waitFor(pattern, timeoutMs),
      };
    },
  };
}

type Running = { readonly pid: number; end(signal: NodeJS.Signals): Promise<void> };

async function startProcess(
  spec: PartSpec,
  log: Log,
  reaper: Reaper,
  onFailure: SupervisorOptions["onFailure"],
): Promise<Running> {
  await spec.beforeStart?.();
  log.begin();
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: { ...inheritedEnvironment(), ...spec.env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    ...spec.user,
  });
  const state = { expected: false, ready: false };
  const ended = waitForEnd(child);
  log.capture(child);
  const { pid } = child;
  if (pid !== undefined) reaper.watch(pid, spec.stopSignal ?? "SIGTERM");
  void ended.then((how) => {
    if (pid !== undefined) reaper.forget(pid);
    log.note(how);
    if (state.ready && !state.expected) onFailure(failure(spec, how, log));
  });

  const running: Running = {
    pid: pid ?? 0,
    async end(signal) {
      state.expected = true;
      await endChild(child, ended, signal);
    },
  };
  try {
    await waitUntilReady(spec, log, ended);
  } catch (error) {
    await running.end("SIGKILL");
    throw error;
  }
  state.ready = true;
  return running;
}

async function waitUntilReady(spec: PartSpec, log: Log, ended: Promise<string>): Promise<void> {
  const seconds = spec.readySeconds ?? 60;
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const how = await Promise.race([
      ended,
      // A question that is never answered must not outlast the deadline.
      sleep(Math.max(1_000, deadline - Date.now()), false, { ref: false }),
      spec.isReady(log).then(
        (ready) => ready,
        () => false,
      ),
    ]);
    if (how === true) return;
    if (typeof how === "string") throw failure(spec, how, log);
    if (Date.now() > deadline) throw failure(spec, `was not ready after ${seconds} s`, log);
    await sleep(25);
  }
}

/** How the process ended, in words; also when it could not be started at all. */
async function waitForEnd(child: ChildProcess): Promise<string> {
  try {
    await once(child, "exit");
  } catch (error) {
    return `could not be started (${(error as Error).message})`;
  }
  return child.signalCode ? `was ended by ${child.signalCode}` : `ended with exit code ${child.exitCode}`;
}

async function endChild(child: ChildProcess, ended: Promise<string>, signal: NodeJS.Signals): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const { pid } = child;
  signalGroup(pid, signal);
  const timer = setTimeout(() => signalGroup(pid, "SIGKILL"), 3_500);
  await ended;
  clearTimeout(timer);
}

function failure(spec: PartSpec, how: string, log: Log): PartFailedError {
  return new PartFailedError(title(spec), how, { file: log.file, lastLines: log.lastLines() });
}

function title({ name, suffix = "" }: PartSpec): string {
  return `${name}${suffix}`;
}

function inheritedEnvironment(): Record<string, string> {
  const entries = inheritedVariables.map((name) => [name, process.env[name]] as const);
  return {
    // What Node makes of thousands of files is kept from one start to the next.
    NODE_COMPILE_CACHE: join(root, "cache/compiled"),
    ...Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined)),
  };
}

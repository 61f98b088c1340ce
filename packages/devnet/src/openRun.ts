import { type DataFolder, openData } from "./data/openData.ts";
import { PartFailedError } from "./errors.ts";
import { createReaper } from "./process/createReaper.ts";
import { createSupervisor, type Supervisor } from "./process/createSupervisor.ts";
import type { StartStackParameters } from "./startStack.ts";
import { type Part, type PartName, type Ports, partNames } from "./types.ts";

/** One run of the stack: the data folder it holds, the parts that run, and how all of it ends together. */
export type Run = {
  readonly data: DataFolder;
  readonly ports: Ports;
  readonly supervisor: Supervisor;
  /** Aborts when the run ends, also while it still starts. */
  readonly signal: AbortSignal;
  isWanted(name: PartName): boolean;
  /** Does `work` with what it needs, and tells how long it took. A failure ends the run. */
  step<needs, result>(title: string, needs: Promise<needs>, work: (needs: needs) => Promise<result>): Promise<result>;
  /** A step for a part that may be left out. */
  part<needs, result>(
    name: PartName,
    title: string,
    needs: Promise<needs>,
    work: (needs: needs) => Promise<result>,
  ): Promise<result | undefined>;
  /** A part runs now; `stop` where it takes more than stopping the part. */
  add(part: Part, stop?: () => Promise<void>): void;
  /** Waits for all, and for the first failure only. */
  all(steps: readonly Promise<unknown>[]): Promise<void>;
  /** The part on this port; one that refuses everything when it was left out. */
  find(name: PartName, port: number): Part;
  parts(): Readonly<Record<PartName, Part>>;
  stop(): Promise<void>;
  failure(): unknown;
  readonly ended: Promise<PartFailedError | undefined>;
};

/** Who goes first when the stack ends: nobody loses what it still needs. */
const stopOrder: readonly (readonly PartName[])[] = [["front"], ["app", "cosigner", "bundler"], ["chain", "database"]];

export async function openRun(parameters: StartStackParameters, ports: Ports): Promise<Run> {
  const { dataDirectory, reset, without = [], onProgress = () => {}, signal: outerSignal } = parameters;
  const data = await openData({ directory: dataDirectory, reset });
  const reaper = createReaper({ recordFile: data.processesFile });
  const controller = new AbortController();
  /** By port: there may be several of a name. */
  const running = new Map<number, { readonly part: Part; readonly stop: () => Promise<void> }>();
  const pending = new Set<Promise<unknown>>();
  const { promise: ended, resolve: reportEnd } = Promise.withResolvers<PartFailedError | undefined>();
  let failed: unknown;
  let stopping: Promise<void> | undefined;

  function fail(error: unknown): void {
    failed ??= error;
    void stop();
  }

  function stop(): Promise<void> {
    stopping ??= stopAll();
    return stopping;
  }

  async function stopAll(): Promise<void> {
    controller.abort();
    await Promise.allSettled(pending);
    for (const names of stopOrder) {
      const next = [...running.values()].filter(({ part }) => names.includes(part.name));
      await Promise.allSettled(next.map((entry) => entry.stop()));
    }
    reaper.close();
    data.close();
    reportEnd(failed instanceof PartFailedError ? failed : undefined);
  }

  async function begin<needs, result>(
    title: string,
    needs: Promise<needs>,
    work: (needs: needs) => Promise<result>,
  ): Promise<result> {
    const input = await needs;
    controller.signal.throwIfAborted();
    onProgress({ step: title, state: "start" });
    const startedAt = performance.now();
    const result = await work(input);
    onProgress({ step: title, state: "done", seconds: (performance.now() - startedAt) / 1000 });
    return result;
  }

  const run: Run = {
    data,
    ports,
    supervisor: createSupervisor({
      logsDirectory: data.logsDirectory,
      reaper,
      onFailure: fail,
      signal: controller.signal,
    }),
    signal: controller.signal,
    isWanted: (name) => !without.some((other) => other === name),
    step(title, needs, work) {
      const promise = begin(title, needs, work);
      pending.add(promise);
      promise.catch((error) => controller.signal.aborted || fail(error));
      return promise;
    },
    part(name, title, needs, work) {
      if (run.isWanted(name)) return run.step(title, needs, work);
      needs.catch(() => {}); // Its failure is told by the step it comes from.
      return Promise.resolve(undefined);
    },
    add(part, stopPart = part.stop) {
      running.set(part.port, { part, stop: stopPart });
    },
    async all(steps) {
      await Promise.all(steps);
    },
    find: (name, port) => running.get(port)?.part ?? leftOut(name, port),
    parts() {
      const entries = partNames.map((name) => [name, run.find(name, ports[name])] as const);
      return Object.fromEntries(entries) as Record<PartName, Part>; // One entry a part name.
    },
    stop,
    failure: () => failed,
    ended,
  };
  outerSignal?.addEventListener("abort", () => void stop(), { once: true });
  if (outerSignal?.aborted) await stop();
  return run;
}

function leftOut(name: PartName, port: number): Part {
  const refuse = () => Promise.reject(new Error(`The ${name} was left out of this stack.`));
  return { name, port, pid: 0, logFile: "", stop: refuse, kill: refuse, restart: refuse, waitForOutput: refuse };
}

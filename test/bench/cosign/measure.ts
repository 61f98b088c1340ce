import { setTimeout as wait } from "node:timers/promises";
import type { Device } from "../../integration/cosigner/support/createDevice.ts";
import type { TestService } from "../../integration/cosigner/support/startService.ts";
import { createAgent, type PreparedRequest, prepareRequests, sendRequest } from "./prepareRequests.ts";
import { type Cpu, readCpu } from "./readCpu.ts";

export type Measured = {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Per co-signature. */
  readonly cosignerCpuMs: number;
  readonly postgresCpuMs: number;
  readonly generatorCpuMs: number;
};

export type MeasureParameters = {
  readonly service: TestService;
  readonly devices: readonly Device[];
  readonly count: number;
  /** Where the requests go. Default: the co-signer. */
  readonly target?: Target;
};

/** A server whose CPU is counted, and where it listens. */
export type Target = { readonly pid: number; readonly url: string };

/** Closed loop: every client sends its next request when the last one is answered. A client is an account. */
export async function measureClosed(parameters: MeasureParameters & { readonly clients: number }): Promise<Measured> {
  const { service, clients, count, target = service.cosigner } = parameters;
  const prepared = await prepareRequests(service, parameters.devices.slice(0, clients), count);
  const queues = Array.from({ length: clients }, (_, client) =>
    prepared.filter((_request, index) => index % clients === client),
  );
  const agent = createAgent(clients);
  const latenciesMs: number[] = [];
  const before = takeMark(service, target);
  await Promise.all(
    queues.map(async (queue) => {
      for (const request of queue) {
        const sentMs = performance.now();
        await sendRequest(agent, request, target);
        latenciesMs.push(performance.now() - sentMs);
      }
    }),
  );
  const measured = summarize(before, takeMark(service, target), latenciesMs);
  agent.destroy();
  return measured;
}

/**
 * Open loop: requests arrive at a fixed rate, by chance as independent people send them (exponential gaps), whether or
 * not earlier ones are answered. A latency counts from the planned arrival, so a service that falls behind shows it.
 */
export async function measureOpen(parameters: MeasureParameters & { readonly perSecond: number }): Promise<Measured> {
  const { service, devices, count, perSecond, target = service.cosigner } = parameters;
  const prepared = await prepareRequests(service, devices, count);
  const agent = createAgent(256);
  const latenciesMs: number[] = [];
  const before = takeMark(service, target);
  let dueMs = performance.now();
  const send = async (request: PreparedRequest, plannedMs: number) => {
    await sendRequest(agent, request, target);
    latenciesMs.push(performance.now() - plannedMs);
  };
  const sent: Promise<void>[] = [];
  for (const request of prepared) {
    dueMs += (-Math.log(1 - Math.random()) * 1000) / perSecond;
    const aheadMs = dueMs - performance.now();
    if (aheadMs > 0) await wait(aheadMs);
    sent.push(send(request, dueMs));
  }
  await Promise.all(sent);
  const measured = summarize(before, takeMark(service, target), latenciesMs);
  agent.destroy();
  return measured;
}

type Mark = Cpu & { readonly atMs: number };

function takeMark({ database }: TestService, { pid }: Target): Mark {
  return { ...readCpu(pid, database.pid), atMs: performance.now() };
}

function summarize(before: Mark, after: Mark, latenciesMs: readonly number[]): Measured {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const done = sorted.length;
  const quantile = (part: number) => round(sorted[Math.min(done - 1, Math.floor(done * part))] ?? 0);
  const each = (key: keyof Cpu) => round((after[key] - before[key]) / done);
  return {
    perSecond: round(done / ((after.atMs - before.atMs) / 1000)),
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    cosignerCpuMs: each("cosignerMs"),
    postgresCpuMs: each("postgresMs"),
    generatorCpuMs: each("generatorMs"),
  };
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

import { loadavg } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { commit } from "@tandem/frost";
import type { Device } from "../integration/cosigner/support/createDevice.ts";
import { createChaos, type FaultCounts } from "./createChaos.ts";
import { createChecker } from "./createChecker.ts";
import { createRandom } from "./createRandom.ts";
import { type Payment, type Sender, sendPayment } from "./sendOperation.ts";
import { type FaultKind, startWorld, type World } from "./startWorld.ts";

const accounts = 8;
const clients = 24;
/** One operation in as many goes through the bundler to the chain. */
const realOneIn = 100;
/** After as many, a new database and new chains: what is checked after each slice stays small. */
const worldOperations = 50_000;

/** What a run has shown so far; it grows slice by slice. */
export type FaultReport = {
  readonly kind: FaultKind;
  readonly seed: string;
  operations: number;
  slices: number;
  readonly outcomes: Record<string, number>;
  readonly faults: FaultCounts;
  /** Operations that went through bundler and chain. */
  throughBundler: number;
  readonly violations: string[];
  seconds: number;
  loadAverage: number;
  finishedAt: string;
};

export function createReport(kind: FaultKind, seed: string): FaultReport {
  return {
    kind,
    seed,
    operations: 0,
    slices: 0,
    outcomes: {},
    faults: {},
    throughBundler: 0,
    violations: [],
    seconds: 0,
    loadAverage: 0,
    finishedAt: "",
  };
}

export type RunFaultsParameters = {
  /** Goes on from here; slices it has are not run again. */
  readonly report: FaultReport;
  /** How many operations it shall have in the end. */
  readonly operations: number;
  /** A slice is at rest and checked at its end; every slice has the whole schedule of faults. */
  readonly sliceOperations?: number;
  /** Called after every slice. */
  readonly onSlice?: (report: FaultReport) => void;
  /** Ends after the slice at hand. */
  readonly signal?: AbortSignal;
};

/**
 * Runs operations under faults, slice by slice. A slice has its own accounts and its own part of the seed, so a run
 * that was broken off goes on with the next one; after each, the database is at rest and everything is checked.
 */
export async function runFaults(parameters: RunFaultsParameters): Promise<FaultReport> {
  const { report, operations, signal } = parameters;
  while (report.operations < operations && !signal?.aborted) await runWorld(parameters);
  return report;
}

async function runWorld(parameters: RunFaultsParameters): Promise<void> {
  const { report, sliceOperations = 500, onSlice, signal } = parameters;
  const operations = Math.min(parameters.operations, report.operations + worldOperations);
  const world = await startWorld(report.kind);
  const checker = createChecker(world);
  try {
    while (report.operations < operations && !signal?.aborted) {
      const startMs = performance.now();
      const count = Math.min(sliceOperations, operations - report.operations);
      const { payments, faults, violations } = await runSlice(world, `${report.seed}/${report.slices}`, count);
      violations.push(...(await checker.check(payments)));
      report.operations += count;
      for (const payment of payments) {
        const name = payment.outcome === "released" ? `released, ${payment.settlement}` : payment.outcome;
        report.outcomes[name] = (report.outcomes[name] ?? 0) + 1;
        if (payment.chainId === world.chainConfigs.real.chainId) report.throughBundler++;
      }
      for (const [name, number] of Object.entries(faults) as [keyof FaultCounts, number][]) {
        report.faults[name] = (report.faults[name] ?? 0) + number;
      }
      report.violations.push(...violations.map((text) => `slice ${report.slices}: ${text}`));
      report.slices++;
      report.seconds += Math.round((performance.now() - startMs) / 100) / 10;
      report.loadAverage = Math.round((loadavg()[0] ?? 0) * 10) / 10;
      report.finishedAt = new Date().toISOString();
      onSlice?.(report);
    }
  } finally {
    await world.stop();
  }
}

async function runSlice(world: World, seed: string, count: number) {
  const devices: Device[] = [];
  for (let tries = 0; devices.length < accounts; tries++) {
    try {
      devices.push(await world.createDevice());
    } catch (error) {
      // The last slice's faults may still echo.
      if (tries > 100) throw error;
      await wait(200);
    }
  }
  const random = createRandom(seed);
  const chaos = createChaos(world, createRandom(`${seed}/faults`));
  const violations: string[] = [];
  // Amounts whose sum passes the daily limits towards the end of the slice.
  const unitWei = 10n ** 18n / BigInt(2 * count);
  const sender: Sender = { world, chaos, random, unitWei, violations, commitments: createCommitments(devices[0]) };
  const payments: Payment[] = [];
  let started = 0;
  const real = new Map<Device, Promise<void>>();
  const client = async () => {
    while (started < count) {
      if (chaos.isBehind(started / count)) {
        await wait(10);
        continue;
      }
      const number = started++;
      const device = random.pick(devices);
      const isReal = world.kind === "real" && number % realOneIn === realOneIn / 2;
      const send = async () => void payments.push(...(await sendPayment(sender, device, isReal)));
      if (!isReal) {
        await send();
        continue;
      }
      // An account's operations on the real chain go one by one: the first deploys it.
      const last = (real.get(device) ?? Promise.resolve()).then(send);
      real.set(device, last);
      await last;
    }
  };
  const faults = chaos.run(() => started / count);
  await Promise.all(Array.from({ length: clients }, client));
  await faults;
  chaos.stop();
  await waitForRest(world, payments);
  for (const server of world.servers) {
    violations.push(...server.takeUnexpectedEnds().map((words) => `a co-signer ended by itself: ${words}`));
  }
  return { payments, faults: chaos.counts, violations };
}

/** A service that has got no further for as long is taken to be stuck, and checked as it stands. */
const stuckMs = 60_000;

/** Until settlement has read what the chains said, and the log has taken up every decision. */
async function waitForRest({ database }: World, payments: readonly Payment[]): Promise<void> {
  const settled = payments.filter(({ settlement }) => settlement !== "none").map(({ intentId }) => intentId);
  const values = [settled.map((intentId) => Buffer.from(intentId.slice(2), "hex"))];
  let least = Number.POSITIVE_INFINITY;
  for (let since = performance.now(); performance.now() - since < stuckMs; await wait(200)) {
    const { rows } = await database.pool
      .query<{ waiting: number }>(
        `SELECT (SELECT count(*) FROM log_queue)::int
          + (SELECT count(*) FROM intents WHERE intent_id = ANY($1) AND open)::int AS waiting`,
        values,
      )
      .catch(() => ({ rows: [] }));
    const waiting = rows[0]?.waiting ?? least;
    if (waiting === 0) return;
    if (waiting < least) [least, since] = [waiting, performance.now()];
  }
}

/** Commitments of honest form for runs in which nothing is signed. */
function createCommitments(device: Device | undefined): Sender["commitments"] {
  if (!device) return [];
  return Array.from({ length: 48 }, () => {
    const digest = new Uint8Array(32).fill(1);
    return commit({ keyPackage: device.keyPackage, digest, signers: [1, 3], keyEpoch: 1 }).commitments;
  });
}

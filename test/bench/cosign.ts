import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism, loadavg } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Device } from "../integration/cosigner/support/createDevice.ts";
import { startService, type TestService } from "../integration/cosigner/support/startService.ts";
import { type Measured, measureClosed, measureOpen, round } from "./cosign/measure.ts";
import { type Pauses, watchPauses } from "./cosign/watchPauses.ts";

/**
 * Co-signatures over HTTP: every one a new operation of its own entry nonce, with its own passkey assertion and nonce
 * commitments, against a real PostgreSQL that waits for its disk. CPU is what the kernel counts for the co-signer, for
 * all of PostgreSQL and for the load generator, divided by the co-signatures. All three share the machine's cores: CPU
 * a co-signature is robust, latencies are as good as the machine is quiet (see `loadAverage`). The row `floor` is what
 * the same shape costs without the service: HTTP, two writes, an answer.
 *
 * --json           one line of JSON at the end
 * --quick          a tenth of the requests
 * --profile DIR    CPU profile of the co-signer (V8, .cpuprofile)
 */
const environment = {
  TANDEM_SPONSOR_ACCOUNT_DAILY: "1000000",
  TANDEM_SPONSOR_DAILY: "100000000",
  TANDEM_SPONSOR_DEPLOYMENTS_DAILY: "100000000",
  LOG_LEVEL: "info",
  TANDEM_TEST_HOOKS: "0",
};
const levels = [
  { clients: 1, count: 500 },
  { clients: 8, count: 2000 },
  { clients: 32, count: 4000 },
] as const;
const accounts = 64;
const openSeconds = 12;
const partOfSaturation = 0.7;
const goal = { cosignerAndPostgresCpuMs: 2, p99Ms: 50 };

type Run = Measured & { readonly clients: number };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      profile: { type: "string" },
    },
  });
  const scale = values.quick ? 0.1 : 1;
  const loadAverageBefore = round(loadavg()[0] ?? 0);
  const profiling = values.profile ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${values.profile}` } : {};
  const service = await startService({ environment: { ...environment, ...profiling }, isUnbundled: true });
  try {
    const devices = await Promise.all(Array.from({ length: accounts }, () => service.createDevice()));
    await measureClosed({ service, devices, clients: 8, count: Math.round(600 * scale) });
    // What autovacuum does within a minute: plans of an empty database read an account's whole history.
    await service.database.pool.query("ANALYZE");
    const runs: Run[] = [];
    for (const { clients, count } of levels) {
      runs.push({ clients, ...(await measureClosed({ service, devices, clients, count: Math.round(count * scale) })) });
    }
    const saturationPerSecond = Math.max(...runs.map(({ perSecond }) => perSecond));
    const floor = await measureFloor(service, devices, Math.round(2000 * scale));
    const perSecond = round(saturationPerSecond * partOfSaturation);
    const count = Math.round(perSecond * openSeconds * scale);
    const endWatch = await watchPauses(service.cosigner.url);
    const open = { offeredPerSecond: perSecond, ...(await measureOpen({ service, devices, count, perSecond })) };
    const pauses = await endWatch();
    printTable(runs, open, floor);
    printPauses(pauses);
    const machine = {
      cores: availableParallelism(),
      loadAverageBefore,
      loadAverageAfter: round(loadavg()[0] ?? 0),
    };
    const report = { runs, saturationPerSecond, open, pauses, floor, goal, machine };
    if (values.json) console.log(JSON.stringify(report));
    if (values.profile) await service.cosigner.stop();
  } finally {
    await service.stop();
  }
}

/** The same requests to a server that checks and signs nothing and makes the same two round trips to the database. */
async function measureFloor(service: TestService, devices: readonly Device[], count: number): Promise<Measured> {
  const script = fileURLToPath(new URL("./cosign/floor.ts", import.meta.url));
  const child = fork(script, [service.database.url], { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  try {
    const [line = ""] = (await once(createInterface({ input: child.stdout! }), "line")) as [string];
    const target = { pid: child.pid ?? 0, url: line.replace("ready ", "") };
    await measureClosed({ service, devices, clients: 8, count: Math.ceil(count / 10), target });
    return await measureClosed({ service, devices, clients: 8, count, target });
  } finally {
    child.kill();
  }
}

function printTable(runs: readonly Run[], open: Measured, floor: Measured): void {
  console.log(
    "             per second    p50 ms    p99 ms   CPU ms a co-signature: co-signer   PostgreSQL   sum   (generator)",
  );
  for (const run of runs) printRow(`${run.clients} clients`, run);
  printRow("open, 70 %", open);
  printRow("floor, 8", floor);
}

function printRow(name: string, { perSecond, p50Ms, p99Ms, ...cpu }: Measured): void {
  const sum = round(cpu.cosignerCpuMs + cpu.postgresCpuMs);
  const cells = [perSecond, p50Ms, p99Ms, cpu.cosignerCpuMs, cpu.postgresCpuMs, sum, `(${cpu.generatorCpuMs})`];
  const widths = [11, 10, 10, 35, 13, 6, 14];
  console.log(name.padEnd(12) + cells.map((cell, index) => String(cell).padStart(widths[index] ?? 10)).join(""));
}

function printPauses({ p99Ms, loopLagMs, collectingPercent }: Pauses): void {
  const parts = Object.entries(p99Ms).map(([part, ms]) => `${part} ≤ ${ms}`);
  console.log(`\nopen loop, p99 ms inside the co-signer: ${parts.join(", ")}`);
  console.log(`event loop late by: p99 ${loopLagMs.p99} ms, most ${loopLagMs.most} ms`);
  console.log(`garbage collection: ${collectingPercent} % of the time`);
}

await main();

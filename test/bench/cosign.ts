import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { Agent, request as httpRequest } from "node:http";
import { parseArgs } from "node:util";
import { commit } from "@tandem/frost";
import type { Address } from "viem";
import { createOperation, type Device, prepareSignature } from "../integration/cosigner/support/createDevice.ts";
import { startService, type TestService } from "../integration/cosigner/support/startService.ts";

/**
 * Co-signatures over HTTP: every one a new operation of its own entry nonce, with its own passkey assertion, against a
 * real PostgreSQL that waits for its disk. CPU is what the kernel counts for the co-signer and for all of PostgreSQL,
 * divided by the co-signatures; the load generator's own is not in it, but shares the machine's cores.
 */

type Run = {
  readonly clients: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Per co-signature. */
  readonly cosignerCpuMs: number;
  readonly postgresCpuMs: number;
};

const levels = [
  { clients: 1, count: 300 },
  { clients: 8, count: 1500 },
  { clients: 32, count: 3000 },
] as const;
const warmUp = 300;
const recipient: Address = "0x00000000000000000000000000000000000000aa";
const ticksMs = 10; // USER_HZ is 100 on every Linux

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  const budget = { TANDEM_SPONSOR_ACCOUNT_DAILY: "1000000", TANDEM_SPONSOR_DAILY: "100000000" };
  const service = await startService({
    environment: {
      ...budget,
      TANDEM_SPONSOR_DEPLOYMENTS_DAILY: "100000000",
      LOG_LEVEL: "info",
      TANDEM_TEST_HOOKS: "0",
    },
  });
  try {
    const devices = await Promise.all(Array.from({ length: 32 }, () => service.createDevice()));
    await measure(service, devices, 8, warmUp);
    const runs: Run[] = [];
    for (const { clients, count } of levels) runs.push(await measure(service, devices, clients, count));
    console.log(
      "clients   per second    p50 ms    p99 ms    co-signer CPU ms    PostgreSQL CPU ms   (CPU per co-signature)",
    );
    for (const run of runs) console.log(formatRow(run));
    if (values.json) console.log(JSON.stringify({ runs }));
  } finally {
    await service.stop();
  }
}

let operations = 0;

async function measure(service: TestService, devices: readonly Device[], clients: number, count: number): Promise<Run> {
  const queues = await Promise.all(
    devices.slice(0, clients).map((device) => prepareRequests(service, device, Math.ceil(count / clients))),
  );
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const latenciesMs: number[] = [];
  const before = readCpu(service);
  const startMs = performance.now();
  await Promise.all(
    queues.map(async ({ device, bodies }) => {
      for (const body of bodies) {
        const sentMs = performance.now();
        await sendRequest(agent, device, body);
        latenciesMs.push(performance.now() - sentMs);
      }
    }),
  );
  const seconds = (performance.now() - startMs) / 1000;
  const after = readCpu(service);
  agent.destroy();
  latenciesMs.sort((a, b) => a - b);
  const done = latenciesMs.length;
  const quantile = (part: number) => round(latenciesMs[Math.min(done - 1, Math.floor(done * part))] ?? 0);
  return {
    clients,
    perSecond: round(done / seconds),
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    cosignerCpuMs: round((after.cosignerMs - before.cosignerMs) / done),
    postgresCpuMs: round((after.postgresMs - before.postgresMs) / done),
  };
}

/** Bodies are made beforehand: the device's own work is not what is measured. */
async function prepareRequests(service: TestService, device: Device, count: number) {
  const { keyPackage } = device;
  const digest = new Uint8Array(randomBytes(32));
  const own = commit({ keyPackage, digest, signers: [1, 3], keyEpoch: 1 });
  const validUntil = Number((await service.chain.client.getBlock()).timestamp) + 500;
  const bodies = await Promise.all(
    Array.from({ length: count }, async () => {
      const request = createOperation(device, service.chainConfig, {
        calls: [{ to: recipient, value: 1n }],
        nonce: BigInt(operations++) << 64n,
        validUntil,
      });
      return (await prepareSignature(device, request, { own })).body;
    }),
  );
  return { device, bodies };
}

/** Signs now, because a signed request is good for a minute, and sends with as little of a client as possible. */
async function sendRequest(agent: Agent, device: Device, body: unknown): Promise<void> {
  const path = `/accounts/${device.account.accountId}/signatures`;
  const signed = await device.sign("POST", path, body);
  await new Promise<void>((resolve, reject) => {
    const outgoing = httpRequest(
      signed.url,
      { agent, method: "POST", headers: { ...signed.headers, "content-length": signed.body?.length ?? 0 } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`${response.statusCode}: ${Buffer.concat(chunks)}`));
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(signed.body);
  });
}

function readCpu({ cosigner, database }: TestService) {
  const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && parentOf(name) === database.pid);
  const postgresMs = [String(database.pid), ...children].reduce((sum, pid) => sum + cpuOf(pid), 0);
  return { cosignerMs: cpuOf(String(cosigner.pid)), postgresMs: postgresMs + reapedOf(String(database.pid)) };
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

function formatRow({ clients, perSecond, p50Ms, p99Ms, cosignerCpuMs, postgresCpuMs }: Run): string {
  const cells = [clients, perSecond, p50Ms, p99Ms, cosignerCpuMs, postgresCpuMs];
  const widths = [7, 13, 10, 10, 20, 21];
  return cells.map((cell, index) => String(cell).padStart(widths[index] ?? 10)).join("");
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

await main();

import { execFileSync } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { type HttpFault, httpFaults } from "./createHttpProxy.ts";
import type { Random } from "./createRandom.ts";
import type { World } from "./startWorld.ts";

export const worldFaults = [
  "kill -9 of a co-signer",
  "kill -9 after reserving",
  "kill -9 inside the release",
  "pg_terminate_backend",
  "database connection cut",
  "commit answer lost",
  "kill -9 of a database process",
  "database restart",
  "full disk",
  "server clock off",
  "chain RPC failing",
] as const;
export type WorldFault = (typeof worldFaults)[number];
export type FaultCounts = Partial<Record<WorldFault | HttpFault | "device clock off", number>>;

export type Chaos = {
  readonly counts: FaultCounts;
  count(fault: keyof FaultCounts): void;
  /** Injects the faults of the slice, spread over its operations, until `stop`. */
  run(progress: () => number): Promise<void>;
  /** Whether operations have to wait for the schedule, so that every fault meets some. */
  isBehind(progress: number): boolean;
  stop(): void;
};

/** How often each happens in a slice. */
const perSlice: Record<WorldFault, number> = {
  "kill -9 of a co-signer": 2,
  "kill -9 after reserving": 1,
  "kill -9 inside the release": 1,
  pg_terminate_backend: 3,
  "database connection cut": 3,
  "commit answer lost": 5,
  "kill -9 of a database process": 1,
  "database restart": 1,
  "full disk": 1,
  "server clock off": 1,
  "chain RPC failing": 2,
};
const httpFaultRate = 0.14;

/** These meet a request on its way: they need operations to go on while they wait for one. */
const needsOperations: readonly WorldFault[] = ["kill -9 after reserving", "kill -9 inside the release"];

/** The seeded schedule of one slice: what happens, after which part of its operations. */
export function createChaos(world: World, random: Random): Chaos {
  const counts: FaultCounts = {};
  const count = (fault: keyof FaultCounts) => {
    counts[fault] = (counts[fault] ?? 0) + 1;
  };
  const schedule = worldFaults
    .flatMap((fault) => {
      const latest = needsOperations.includes(fault) ? 0.75 : 0.95;
      return Array.from({ length: perSlice[fault] }, () => ({ fault, at: random.next() * latest }));
    })
    .sort((a, b) => a.at - b.at);
  let isStopped = false;
  let done = 0;
  let current: WorldFault | undefined;
  world.drawHttpFault = () => {
    if (!random.isChance(httpFaultRate)) return undefined;
    const fault = random.pick(httpFaults);
    count(fault);
    return fault;
  };
  return {
    counts,
    count,
    async run(progress) {
      for (const { fault, at } of schedule) {
        while (progress() < at && !isStopped) await wait(20);
        // A schedule is carried out whole: what is left when the operations are done still happens.
        if (process.env.FAULTS_DEBUG) console.log(`${progress().toFixed(2)} ${fault}`);
        current = fault;
        // A fault that meets the traces of another may not come off: then it is tried again, and counts once it has.
        for (let tries = 0; tries < 6 && !(isStopped && tries > 0); tries++) {
          if (await inject(world, random, fault).catch(() => false)) {
            count(fault);
            break;
          }
          await wait(500);
        }
        current = undefined;
        done++;
      }
    },
    isBehind(progress) {
      if (current !== undefined && needsOperations.includes(current)) return false;
      const next = schedule[done];
      return next !== undefined && next.at + 0.04 < progress;
    },
    stop() {
      isStopped = true;
      world.drawHttpFault = () => undefined;
    },
  };
}

/** @returns whether it has happened */
async function inject(world: World, random: Random, fault: WorldFault): Promise<boolean> {
  const { database, servers, databaseProxy, scripted } = world;
  switch (fault) {
    case "kill -9 of a co-signer":
      await random.pick(servers).restart();
      return true;
    case "kill -9 after reserving":
      return killAt(world, random, "after-reserve");
    case "kill -9 inside the release":
      return killAt(world, random, "inside-release");
    case "pg_terminate_backend":
      return terminateBackends(world, random);
    case "database connection cut":
      databaseProxy.cut("now");
      return true;
    case "commit answer lost":
      databaseProxy.cut("before the next answer");
      return true;
    case "kill -9 of a database process":
      return killBackend(world, random);
    case "database restart":
      world.crashes++;
      await database.restart();
      return true;
    case "full disk":
      return fillDisk(world);
    case "server clock off": {
      const server = random.pick(servers);
      // Inside the window now and then, outside of it at other times.
      await server.restart(random.pick([-600_000, -45_000, 45_000, 600_000]));
      await wait(1500);
      await server.restart(0);
      return true;
    }
    case "chain RPC failing":
      scripted.fail(random.int(20) + 5);
      return true;
  }
}

/** The next request to reach the point stays there, and the server dies with it. @throws while no server answers */
async function killAt({ servers }: World, random: Random, point: "after-reserve" | "inside-release"): Promise<boolean> {
  const server = random.pick(servers);
  const victim = server.process;
  await victim.pause(point, 1);
  const isThere = await Promise.race([
    victim.waitForPause().then(
      () => true,
      () => false,
    ),
    wait(8_000, false),
  ]);
  await server.restart();
  return isThere;
}

async function listBackends(world: World): Promise<readonly number[]> {
  await waitForDatabase(world);
  const { rows } = await world.database.pool.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'tandem-cosigner' ORDER BY random()",
  );
  return rows.map(({ pid }) => pid);
}

async function terminateBackends(world: World, random: Random): Promise<boolean> {
  const pids = (await listBackends(world)).slice(0, 1 + random.int(6));
  const text = "SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid";
  return world.database.pool.query(text, [pids]).then(
    () => pids.length > 0,
    () => false,
  );
}

/** One backend dies by SIGKILL: PostgreSQL drops every connection and recovers from its log, as after a power cut. */
async function killBackend(world: World, random: Random): Promise<boolean> {
  const pids = await listBackends(world);
  if (pids.length === 0) return false;
  world.crashes++;
  process.kill(random.pick(pids), "SIGKILL");
  await waitForDatabase(world);
  return true;
}

/**
 * No root is needed for a disk that is full for the co-signer's connections only: they may no longer write past the
 * first 64 kB of a file (RLIMIT_FSIZE), which fails writes of tables and of the log as a full disk does. A log that
 * cannot be written makes PostgreSQL crash and recover, with new processes that have no such limit.
 */
async function fillDisk(world: World): Promise<boolean> {
  const pids = await listBackends(world);
  if (pids.length === 0) return false;
  world.crashes++;
  limitFileSize(pids, "65536");
  await wait(700);
  limitFileSize(pids, "unlimited");
  await waitForDatabase(world);
  return true;
}

function limitFileSize(pids: readonly number[], bytes: string): void {
  for (const pid of pids) {
    try {
      execFileSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:unlimited`], { stdio: "ignore" });
    } catch {
      // It has ended.
    }
  }
}

async function waitForDatabase({ database }: World): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const isUp = await database.pool.query("SELECT 1").then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await wait(100);
  }
  throw new Error("the database does not come back");
}

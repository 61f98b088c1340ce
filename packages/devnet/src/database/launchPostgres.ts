import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { StepFailedError } from "../errors.ts";
import type { Supervisor } from "../process/createSupervisor.ts";
import type { Part } from "../types.ts";
import { type DatabasePlace, placeDatabase } from "./placeDatabase.ts";
import { removeStalePid } from "./removeStalePid.ts";

export type Database = { readonly part: Part; readonly url: string };

export type LaunchPostgresParameters = {
  readonly supervisor: Supervisor;
  readonly port: number;
  readonly dataDirectory: string;
};

/** Starts the embedded PostgreSQL on its cluster in the data folder; makes the cluster first if there is none. */
export async function launchPostgres({ supervisor, port, dataDirectory }: LaunchPostgresParameters): Promise<Database> {
  const place = placeDatabase(dataDirectory);
  const password = readPassword(join(dataDirectory, "database-password"));
  const cluster = join(place.directory, "cluster");
  makeExecutable(place);
  if (!existsSync(cluster)) createCluster(place, cluster, password);
  const url = (name: string) => `postgresql://tandem:${password}@127.0.0.1:${port}/${name}`;

  const part = await supervisor.launch({
    name: "database",
    port,
    command: join(place.serverFiles, "bin/postgres"),
    args: ["-D", cluster, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
    cwd: place.directory,
    user: place.user,
    // SIGINT is PostgreSQL's "fast" stop: it ends connections, writes everything and leaves.
    stopSignal: "SIGINT",
    beforeStart: () => removeStalePid(cluster),
    isReady: () => ensureDatabase(url("postgres")),
  });
  return { part, url: url("tandem") };
}

function readPassword(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

/** npm does not always keep the mode of files. */
function makeExecutable({ serverFiles }: DatabasePlace): void {
  for (const name of ["postgres", "initdb", "pg_ctl"]) {
    try {
      chmodSync(join(serverFiles, "bin", name), 0o755);
    } catch {
      // Not ours to change: then it is executable, or starting it will say so.
    }
  }
}

/** Makes the cluster aside and moves it in place: a start that is killed leaves none that is half made. */
function createCluster({ directory, serverFiles, user }: DatabasePlace, cluster: string, password: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const draft = `${cluster}.new`;
  const passwordFile = join(directory, "password");
  rmSync(draft, { recursive: true, force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const args = ["-D", draft, "--username=tandem", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  const result = spawnSync(join(serverFiles, "bin/initdb"), [...args, "--encoding=UTF8", "--no-locale", "--no-sync"], {
    cwd: directory,
    encoding: "utf8",
    ...user,
  });
  rmSync(passwordFile);
  if (result.status !== 0)
    throw new StepFailedError("PostgreSQL could not make its database folder.", {
      metaMessages: [result.error?.message ?? result.stderr.trim(), `Folder: ${directory}`],
    });
  renameSync(draft, cluster);
}

/** True once the server answers and has our database. */
async function ensureDatabase(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000, query_timeout: 20_000 });
  client.on("error", () => {}); // The server going away is seen by its supervisor.
  try {
    await client.connect();
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = 'tandem'");
    if (rowCount === 0) await client.query("CREATE DATABASE tandem");
    return true;
  } finally {
    await client.end();
  }
}

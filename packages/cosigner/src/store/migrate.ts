import { readdir, readFile } from "node:fs/promises";
import type pg from "pg";
import { StartupError } from "../errors.ts";
import type { Database } from "./database.ts";

const directory = new URL("./migrations/", import.meta.url);

/** Any constant: servers that start at once wait for each other on it. */
const migrationLock = 7_263_010;

/**
 * Brings the schema up to date: every file of migrations/ once, in order, each in its own transaction. Several servers
 * may start at once. A database that is ahead of this build is accepted: migrations run while older servers serve.
 *
 * @throws StartupError when the database cannot be reached or is too old.
 */
export async function migrate(database: Database): Promise<void> {
  const files = (await readdir(directory)).filter((name) => name.endsWith(".sql")).sort();
  await assertReachable(database);
  await database.withConnection(async (connection) => {
    await connection.query("SELECT pg_advisory_lock($1)", [migrationLock]);
    try {
      await connection.query(
        "CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())",
      );
      const { rows } = await connection.query<{ name: string }>("SELECT name FROM migrations");
      const applied = new Set(rows.map(({ name }) => name));
      for (const name of files.filter((file) => !applied.has(file))) {
        await apply(connection, name, await readFile(new URL(name, directory), "utf8"));
      }
    } finally {
      await connection.query("SELECT pg_advisory_unlock($1)", [migrationLock]);
    }
  });
}

const lockTries = 60;
/** PostgreSQL's lock_not_available. */
const lockNotAvailable = "55P03";

/**
 * One file, one transaction. It never waits long for a table: whoever wants the table meanwhile waits behind it, and an
 * older server is serving.
 */
async function apply(connection: pg.PoolClient, name: string, text: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await connection.query("BEGIN");
    try {
      await connection.query("SET LOCAL lock_timeout = '500ms'; SET LOCAL statement_timeout = 0");
      await connection.query(text);
      await connection.query("INSERT INTO migrations (name) VALUES ($1)", [name]);
      await connection.query("COMMIT");
      return;
    } catch (error) {
      await connection.query("ROLLBACK");
      const isBusy = error instanceof Error && "code" in error && error.code === lockNotAvailable;
      if (!isBusy || attempt === lockTries) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 400));
  }
}

async function assertReachable(database: Database): Promise<void> {
  const [row] = await database
    .query<{ version: number }>(
      { name: "server-version", text: "SELECT current_setting('server_version_num')::int AS version" },
      [],
    )
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : "unknown";
      throw new StartupError(`The database cannot be reached: ${reason}`, [
        "Check DATABASE_URL and that it is running.",
      ]);
    });
  if (!row || row.version < 150_000) throw new StartupError("The database is older than PostgreSQL 15.");
}

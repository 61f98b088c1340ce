import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Logger } from "../logger.ts";
import type { Tables } from "./tables.ts";

/** A statement with a name is prepared once a connection. */
export type Statement = { readonly name: string; readonly text: string };

export type Database = {
  readonly kysely: Kysely<Tables>;
  /** Runs one statement, which is its own transaction. */
  query<row extends pg.QueryResultRow>(statement: Statement, values: readonly unknown[]): Promise<row[]>;
  /** Lends one connection, for what must stay on it. */
  withConnection<result>(use: (connection: pg.PoolClient) => Promise<result>): Promise<result>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
};

type CreateDatabaseParameters = {
  readonly url: string;
  readonly connections: number;
  readonly logger: Logger;
  /** Asked of every new connection before anything else uses it. */
  readonly verifyConnection?: ((connection: pg.ClientBase) => Promise<void>) | undefined;
};

// int8 counts rows and chain ids here, never amounts: those are `numeric` and stay strings.
const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === pg.types.builtins.INT8 && format !== "binary" ? Number : pg.types.getTypeParser(oid, format),
} as pg.CustomTypesConfig; // pg overloads this by format; only text is ever used here

export function createDatabase({ url, connections, logger, verifyConnection }: CreateDatabaseParameters): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    types,
    application_name: "tandem-cosigner",
    connectionTimeoutMillis: 10_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 15_000,
    ...(verifyConnection && {
      verify: (client: pg.PoolClient, done: (error?: Error) => void) => {
        verifyConnection(client).then(
          () => done(),
          (error: unknown) => done(error instanceof Error ? error : new Error("The connection was refused.")),
        );
      },
    }),
  });
  // A connection that breaks while idle must not end the process; the pool replaces it.
  pool.on("error", (error) => logger.warn({ err: error }, "database connection lost"));
  // Nor one that breaks while it is lent out between two statements, when the pool does not listen.
  pool.on("connect", (client) => {
    client.on("error", (error) => logger.debug({ err: error }, "database connection ended"));
  });
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    kysely,
    pool,
    async query(statement, values) {
      const { rows } = await pool.query({ ...statement, values: [...values] });
      return rows;
    },
    async withConnection(use) {
      const connection = await pool.connect();
      try {
        return await use(connection);
      } finally {
        connection.release();
      }
    },
    // Not by kysely, which leaves the pool open when no query went through it.
    close: () => pool.end(),
  };
}

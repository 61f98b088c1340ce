// What any service pays for two writes behind HTTP: run as a process of its own, with the database's URL as argument.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import pg from "pg";

/**
 * Answers as many bytes as a co-signature has, after the same two round trips to the same database: one row that waits
 * for its disk, one that does not. No check, no cryptography: the least that this machine charges for the shape.
 */
async function main(databaseUrl: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 });
  await pool.query("CREATE TABLE IF NOT EXISTS bench_floor (id bigint GENERATED ALWAYS AS IDENTITY, body bytea)");
  await pool.query(`CREATE OR REPLACE FUNCTION bench_floor_later(row_body bytea) RETURNS void LANGUAGE plpgsql
    SET synchronous_commit = off AS $$ BEGIN INSERT INTO bench_floor (body) VALUES (row_body); END $$`);
  const reserved = { name: "floor-1", text: "INSERT INTO bench_floor (body) VALUES ($1) RETURNING id" };
  const released = { name: "floor-2", text: "SELECT bench_floor_later($1)" };
  const answer = { text: "x".repeat(900) };
  const app = new Hono();
  app.post("*", async (context) => {
    const body = Buffer.from(await context.req.arrayBuffer());
    await pool.query({ ...reserved, values: [body.subarray(0, 700)] });
    await pool.query({ ...released, values: [body.subarray(0, 300)] });
    return context.json(answer);
  });
  serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => {
    process.stdout.write(`ready http://127.0.0.1:${port}\n`);
  });
}

await main(process.argv[2] ?? "");

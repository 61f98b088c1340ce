import type { Hex } from "viem";
import { toBytes } from "./bytes.ts";
import type { Database } from "./database.ts";

/** The nonce of a verified request. */
export type RequestNonce = {
  readonly keyId: Hex;
  /** 16 bytes, base64url. */
  readonly nonce: string;
  /** Unix seconds. */
  readonly created: number;
};

const claim = { name: "claim-nonce", text: "SELECT claim_nonce($1, $2, $3) AS claimed" };

/** Takes a nonce for ever; false when this key used it before. */
export async function claimNonce(database: Database, nonce: RequestNonce): Promise<boolean> {
  const [row] = await database.query<{ claimed: boolean }>(claim, nonceValues(nonce));
  return row?.claimed === true;
}

/** Signed minute, key id and nonce, in the order the SQL functions take them. */
export function nonceValues({ keyId, nonce, created }: RequestNonce): [Date, Buffer, Buffer] {
  return [new Date(Math.floor(created / 60) * 60_000), toBytes(keyId), Buffer.from(nonce, "base64url")];
}

const hourMs = 3_600_000;
const hoursAhead = 48;

/**
 * Creates the partitions of the coming two days and drops those whose every request has left the window. Called at
 * start and every few minutes by every server; they do not get in each other's way. By the database's clock: a server
 * whose own is hours off must not drop what the others use.
 */
export async function maintainNoncePartitions(database: Database): Promise<void> {
  await database.withConnection(async (connection) => {
    await connection.query("SELECT pg_advisory_lock($1)", [partitionLock]);
    try {
      const time = await connection.query<{ now: Date }>("SELECT clock_timestamp() AS now");
      const current = Math.floor((time.rows[0]?.now.getTime() ?? Number.NaN) / hourMs);
      const { rows } = await connection.query<{ name: string }>(
        "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'request_nonces'::regclass",
      );
      const names = new Set(rows.map(({ name }) => name));
      for (let hour = current - 1; hour <= current + hoursAhead; hour++) {
        if (names.has(partitionName(hour))) continue;
        const [from, to] = [new Date(hour * hourMs).toISOString(), new Date((hour + 1) * hourMs).toISOString()];
        await connection.query(
          `CREATE TABLE ${partitionName(hour)} PARTITION OF request_nonces FOR VALUES FROM ('${from}') TO ('${to}')`,
        );
      }
      for (const name of names) {
        if (Number(name.slice(prefix.length)) < current - 1) await connection.query(`DROP TABLE ${name}`);
      }
    } finally {
      await connection.query("SELECT pg_advisory_unlock($1)", [partitionLock]);
    }
  });
}

const prefix = "request_nonces_h";
const partitionLock = 7_263_011;

function partitionName(hour: number): string {
  return `${prefix}${hour}`;
}

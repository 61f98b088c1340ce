import type { Facts, Wait } from "@tandem/protocol";
import { sql } from "kysely";
import type { Hex } from "viem";
import { toBytes, toHex } from "./bytes.ts";
import type { Database } from "./database.ts";

export type RequestWaitParameters = {
  /** 16 random bytes. */
  readonly waitId: Uint8Array;
  readonly accountId: Hex;
  readonly kind: string;
  /** Hash of exactly what will be allowed. */
  readonly subject: Uint8Array;
  readonly facts: Facts;
  /** Device that asks; absent for the kit or a guardian. */
  readonly keyId?: Hex | undefined;
  readonly delaySeconds: number;
  /** How long it can be used once it is over. */
  readonly windowSeconds: number;
};

export type RunningWait = { readonly waitId: string; readonly readyAt: number; readonly expiresAt: number };

/** Begins a wait and alarms the owner, or gives the one that runs for the same subject. */
export async function requestWait(database: Database, parameters: RequestWaitParameters): Promise<RunningWait> {
  const [row] = await database.query<{ wait_id: Buffer; ready_at: Date; expires_at: Date }>(
    { name: "request-wait", text: "SELECT * FROM request_wait($1, $2, $3, $4, $5, $6, $7, $8)" },
    [
      Buffer.from(parameters.waitId),
      toBytes(parameters.accountId),
      parameters.kind,
      Buffer.from(parameters.subject),
      JSON.stringify(parameters.facts),
      parameters.keyId === undefined ? null : toBytes(parameters.keyId),
      parameters.delaySeconds,
      parameters.windowSeconds,
    ],
  );
  if (!row) throw new TypeError("request_wait gave no row");
  return {
    waitId: row.wait_id.toString("base64url"),
    readyAt: row.ready_at.getTime(),
    expiresAt: row.expires_at.getTime(),
  };
}

/** Cancels a wait and alarms everybody. False when there is nothing to cancel. */
export async function cancelWait(database: Database, accountId: Hex, waitId: string): Promise<boolean> {
  const [row] = await database.query<{ cancelled: boolean }>(
    { name: "cancel-wait", text: "SELECT cancel_wait($1, $2) AS cancelled" },
    [toBytes(accountId), Buffer.from(waitId, "base64url")],
  );
  return row?.cancelled ?? false;
}

/** Another device's yes ends a wait at once. False when there is nothing of these kinds that it could confirm. */
export async function confirmWait(
  database: Database,
  parameters: {
    readonly accountId: Hex;
    readonly keyId: Hex;
    readonly waitId: string;
    readonly kinds: readonly string[];
  },
): Promise<boolean> {
  const [row] = await database.query<{ confirmed: boolean }>(
    { name: "confirm-wait", text: "SELECT confirm_wait($1, $2, $3, $4) AS confirmed" },
    [
      toBytes(parameters.accountId),
      Buffer.from(parameters.waitId, "base64url"),
      toBytes(parameters.keyId),
      parameters.kinds,
    ],
  );
  return row?.confirmed ?? false;
}

/** The waits that can still be cancelled or used, oldest first. */
export async function listWaits(database: Database, accountId: Hex): Promise<Wait[]> {
  const rows = await database.kysely
    .selectFrom("waits")
    .selectAll()
    .where("account_id", "=", toBytes(accountId))
    .where("cancelled_at", "is", null)
    .where("used_at", "is", null)
    .where("expires_at", ">", sql<Date>`now()`)
    .orderBy("requested_at")
    .limit(100)
    .execute();
  return rows.map((row) => ({
    waitId: row.wait_id.toString("base64url"),
    kind: row.kind,
    facts: row.facts,
    ...(row.key_id && { askedBy: toHex(row.key_id) }),
    requestedAt: row.requested_at.getTime(),
    readyAt: row.ready_at.getTime(),
    expiresAt: row.expires_at.getTime(),
  }));
}

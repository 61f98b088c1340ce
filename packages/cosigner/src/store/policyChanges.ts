import type { Policy } from "@tandem/protocol";
import { sql } from "kysely";
import type { Hex } from "viem";
import { toBytes, toHex } from "./bytes.ts";
import type { Database } from "./database.ts";
import type { DecisionEntry } from "./intents.ts";
import type { RequestWaitParameters } from "./waits.ts";

type Change = {
  readonly accountId: Hex;
  /** Of the policy it was made for. */
  readonly baseHash: Hex;
  readonly policy: Policy;
  readonly policyHash: Hex;
  readonly salt: Uint8Array;
  readonly entry: DecisionEntry;
};

/** Puts a policy in force that loosens nothing. False when another one is in force than it was made for. */
export async function changePolicy(database: Database, change: Change): Promise<boolean> {
  const { accountId, baseHash, policy, policyHash, salt, entry } = change;
  const [row] = await database.query<{ changed: boolean }>(
    { name: "change-policy", text: "SELECT change_policy($1, $2, $3, $4, $5, $6) AS changed" },
    [
      toBytes(accountId),
      toBytes(baseHash),
      JSON.stringify(policy),
      toBytes(policyHash),
      Buffer.from(salt),
      JSON.stringify(entry),
    ],
  );
  return row?.changed ?? false;
}

type Loosening = Change & Pick<RequestWaitParameters, "waitId" | "facts" | "keyId" | "delaySeconds" | "windowSeconds">;

/** Lets a policy wait. False when another one is in force than it was made for. */
export async function requestLoosening(database: Database, loosening: Loosening): Promise<boolean> {
  const { accountId, baseHash, policy, policyHash, salt, entry, keyId } = loosening;
  const [row] = await database.query<{ requested: boolean }>(
    {
      name: "request-loosening",
      text: "SELECT request_loosening($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS requested",
    },
    [
      Buffer.from(loosening.waitId),
      toBytes(accountId),
      toBytes(baseHash),
      JSON.stringify(policy),
      toBytes(policyHash),
      JSON.stringify(loosening.facts),
      keyId === undefined ? null : toBytes(keyId),
      loosening.delaySeconds,
      loosening.windowSeconds,
      Buffer.from(salt),
      JSON.stringify(entry),
    ],
  );
  return row?.requested ?? false;
}

/** The policy that waits, with the id of its wait. */
export async function findPendingPolicy(
  database: Database,
  accountId: Hex,
): Promise<{ readonly waitId: string; readonly policy: Policy; readonly policyHash: Hex } | undefined> {
  const row = await database.kysely
    .selectFrom("policy_changes")
    .innerJoin("waits", "waits.wait_id", "policy_changes.wait_id")
    .select(["policy_changes.wait_id", "policy_changes.policy", "policy_changes.policy_hash"])
    .where("waits.account_id", "=", toBytes(accountId))
    .where("waits.cancelled_at", "is", null)
    .where("waits.used_at", "is", null)
    .where("waits.expires_at", ">", sql<Date>`now()`)
    .executeTakeFirst();
  return row && { waitId: row.wait_id.toString("base64url"), policy: row.policy, policyHash: toHex(row.policy_hash) };
}

const due = {
  name: "due-changes",
  text: `SELECT wait_id FROM waits WHERE kind IN ('loosening', 'unfreeze') AND cancelled_at IS NULL AND used_at IS NULL
    AND ready_at <= now() AND expires_at > now() ORDER BY ready_at LIMIT 100`,
};

/** Lets every change take effect whose wait is over. @returns how many did */
export async function applyDueChanges(
  database: Database,
  randomBytes: (length: number) => Uint8Array,
): Promise<number> {
  const rows = await database.query<{ wait_id: Buffer }>(due, []);
  let count = 0;
  for (const { wait_id } of rows) {
    const [row] = await database.query<{ applied: boolean }>(
      { name: "apply-due-change", text: "SELECT apply_due_change($1, $2) AS applied" },
      [wait_id, Buffer.from(randomBytes(32))],
    );
    if (row?.applied) count++;
  }
  return count;
}

import type { Hex } from "viem";
import { toBytes } from "./bytes.ts";
import type { Database } from "./database.ts";
import type { DecisionEntry } from "./intents.ts";

type Written = { readonly accountId: Hex; readonly salt: Uint8Array; readonly entry: DecisionEntry };

/** Stops co-signing for an account, for its owner. */
export async function freezeAccount(database: Database, { accountId, salt, entry }: Written): Promise<void> {
  await database.query({ name: "freeze", text: "SELECT freeze_account($1, 'owner', $2, $3)" }, [
    toBytes(accountId),
    Buffer.from(salt),
    JSON.stringify(entry),
  ]);
}

/** The same for a guardian. Undefined when done, else why not: its nonce was used, or guardians froze less than 7 days ago. */
export async function freezeByGuardian(
  database: Database,
  { accountId, nonce, salt, entry }: Written & { readonly nonce: Hex },
): Promise<"nonce-used" | "too-soon" | undefined> {
  const [row] = await database.query<{ refusal: "" | "nonce-used" | "too-soon" }>(
    { name: "freeze-by-guardian", text: "SELECT freeze_by_guardian($1, $2, $3, $4) AS refusal" },
    [toBytes(accountId), toBytes(nonce), Buffer.from(salt), JSON.stringify(entry)],
  );
  return row?.refusal || undefined;
}

/** Ends a freeze that guardians asked for. False for the owner's own, which ends after a wait. */
export async function unfreezeAtOnce(database: Database, { accountId, salt, entry }: Written): Promise<boolean> {
  const [row] = await database.query<{ done: boolean }>(
    { name: "unfreeze-at-once", text: "SELECT unfreeze_at_once($1, $2, $3) AS done" },
    [toBytes(accountId), Buffer.from(salt), JSON.stringify(entry)],
  );
  return row?.done ?? false;
}

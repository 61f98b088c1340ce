import type { GuardianAcceptance, GuardianCard, GuardianConfig } from "@tandem/protocol";
import { sql } from "kysely";
import type { Hex } from "viem";
import { toBytes, toHex } from "./bytes.ts";
import type { Database } from "./database.ts";

/** An invite to guard an account, as it is kept. */
export type GuardianInviteRecord = {
  readonly inviteId: string;
  readonly accountId: Hex;
  readonly name: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly withdrawnAt: Date | null;
  readonly acceptance: GuardianAcceptance | null;
  readonly acceptedAt: Date | null;
  readonly card: GuardianCard | null;
  readonly seenAt: Date | null;
};

const mostInvites = 64;

/** False where the account has too many invites that were not withdrawn. */
export async function insertGuardianInvite(
  { kysely }: Database,
  invite: {
    readonly inviteId: Uint8Array;
    readonly accountId: Hex;
    readonly name: string;
    readonly expiresAt: Date;
  },
): Promise<boolean> {
  return kysely.transaction().execute(async (transaction) => {
    const account_id = toBytes(invite.accountId);
    // One at a time for an account, so that the count holds.
    await transaction
      .selectFrom("accounts")
      .select("account_id")
      .where("account_id", "=", account_id)
      .forNoKeyUpdate()
      .execute();
    const { count } = await transaction
      .selectFrom("guardian_invites")
      .select(({ fn }) => fn.countAll<string>().as("count"))
      .where("account_id", "=", account_id)
      .where("withdrawn_at", "is", null)
      .executeTakeFirstOrThrow();
    if (Number(count) >= mostInvites) return false;
    await transaction
      .insertInto("guardian_invites")
      .values({ invite_id: invite.inviteId, account_id, name: invite.name, expires_at: invite.expiresAt })
      .execute();
    return true;
  });
}

/** The account's invites that were not withdrawn, oldest first. */
export async function listGuardianInvites(
  { kysely }: Database,
  accountId: Hex,
): Promise<readonly GuardianInviteRecord[]> {
  const rows = await kysely
    .selectFrom("guardian_invites")
    .selectAll()
    .where("account_id", "=", toBytes(accountId))
    .where("withdrawn_at", "is", null)
    .orderBy("created_at")
    .limit(mostInvites)
    .execute();
  return rows.map(toRecord);
}

/** The invite of a link; undefined when there is none or it was withdrawn. */
export async function getGuardianInvite(
  { kysely }: Database,
  inviteId: string,
): Promise<GuardianInviteRecord | undefined> {
  const row = await kysely
    .selectFrom("guardian_invites")
    .selectAll()
    .where("invite_id", "=", Buffer.from(inviteId, "base64url"))
    .where("withdrawn_at", "is", null)
    .executeTakeFirst();
  return row && toRecord(row);
}

/** Writes the answer down: true once; false where it was answered, withdrawn, or has run out. */
export async function acceptGuardianInvite(
  { kysely }: Database,
  inviteId: string,
  acceptance: GuardianAcceptance,
): Promise<boolean> {
  const now = sql<Date>`now()`;
  const result = await kysely
    .updateTable("guardian_invites")
    .set({ acceptance: JSON.stringify(acceptance), accepted_at: now, seen_at: now })
    .where("invite_id", "=", Buffer.from(inviteId, "base64url"))
    .where("acceptance", "is", null)
    .where("withdrawn_at", "is", null)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Changes an account's own invite: withdraws it, or keeps its card. False when there is none. */
export async function updateGuardianInvite(
  { kysely }: Database,
  parameters: { readonly accountId: Hex; readonly inviteId: string; readonly card?: GuardianCard },
): Promise<boolean> {
  const { accountId, inviteId, card } = parameters;
  const result = await kysely
    .updateTable("guardian_invites")
    .set(card ? { card: JSON.stringify(card) } : { withdrawn_at: sql<Date>`now()` })
    .where("invite_id", "=", Buffer.from(inviteId, "base64url"))
    .where("account_id", "=", toBytes(accountId))
    .where("withdrawn_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** The guardian has shown that it still has its key. */
export async function markGuardianSeen({ kysely }: Database, inviteId: string): Promise<void> {
  await kysely
    .updateTable("guardian_invites")
    .set({ seen_at: sql<Date>`now()` })
    .where("invite_id", "=", Buffer.from(inviteId, "base64url"))
    .execute();
}

/** Tells the owners of guardians that have given no sign for so long, each silence once. @returns of how many */
export async function tellSilentGuardians(database: Database, silenceSeconds: number): Promise<number> {
  const [row] = await database.query<{ told: number }>(
    {
      name: "tell-silent-guardians",
      text: "SELECT tell_silent_guardians($1 * interval '1 second') AS told",
    },
    [silenceSeconds],
  );
  return Number(row?.told ?? 0);
}

export type FirstGuardiansRecord = {
  readonly config: GuardianConfig;
  readonly ownerSignature: Hex;
  readonly createdAt: Date;
};

/** Keeps the signed first guardians, and raises the alarm in the same transaction, unless the same are signed anew. */
export async function putFirstGuardians(
  database: Database,
  parameters: { readonly accountId: Hex; readonly config: GuardianConfig; readonly ownerSignature: Hex },
): Promise<void> {
  const { accountId, config, ownerSignature } = parameters;
  await database.query(
    {
      name: "put-first-guardians",
      text: `WITH known AS (SELECT config FROM first_guardians WHERE account_id = $1),
        kept AS (
        INSERT INTO first_guardians (account_id, config, owner_signature) VALUES ($1, $2, $3)
        ON CONFLICT (account_id) DO UPDATE
          SET config = excluded.config, owner_signature = excluded.owner_signature, created_at = now()
          WHERE first_guardians.owner_signature <> excluded.owner_signature
        RETURNING account_id)
        SELECT raise_alarm(account_id, 'guardians-set', $4) FROM kept
        WHERE NOT EXISTS (SELECT 1 FROM known WHERE config = $2::jsonb)`,
    },
    [
      toBytes(accountId),
      JSON.stringify(config),
      toBytes(ownerSignature),
      JSON.stringify({ guardians: config.commitments.length, threshold: config.threshold }),
    ],
  );
}

export async function getFirstGuardians(
  { kysely }: Database,
  accountId: Hex,
): Promise<FirstGuardiansRecord | undefined> {
  const row = await kysely
    .selectFrom("first_guardians")
    .selectAll()
    .where("account_id", "=", toBytes(accountId))
    .executeTakeFirst();
  return row && { config: row.config, ownerSignature: toHex(row.owner_signature), createdAt: row.created_at };
}

/** Of these addresses, the accounts whose owner has signed first guardians that a chain is not known to have. */
export async function listWithoutGuardians(
  { kysely }: Database,
  chainKey: number,
  addresses: readonly Hex[],
): Promise<readonly Hex[]> {
  if (addresses.length === 0) return [];
  const rows = await kysely
    .selectFrom("accounts")
    .innerJoin("first_guardians", "first_guardians.account_id", "accounts.account_id")
    .select("accounts.account_id")
    .where("accounts.address", "in", addresses.map(toBytes))
    .where("accounts.status", "=", "active")
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom("account_guardians")
            .select("account_guardians.account_id")
            .whereRef("account_guardians.account_id", "=", "accounts.account_id")
            .where("account_guardians.chain_key", "=", chainKey),
        ),
      ),
    )
    .execute();
  return rows.map(({ account_id }) => toHex(account_id));
}

/** Whether a wait for exactly this is over and can be used. It is not used up: what it allows counts once on chain. */
export async function isWaitOver(
  { kysely }: Database,
  parameters: { readonly accountId: Hex; readonly kind: string; readonly subject: Uint8Array },
): Promise<boolean> {
  const now = sql<Date>`now()`;
  const row = await kysely
    .selectFrom("waits")
    .select("wait_id")
    .where("account_id", "=", toBytes(parameters.accountId))
    .where("kind", "=", parameters.kind)
    .where("subject", "=", Buffer.from(parameters.subject))
    .where("cancelled_at", "is", null)
    .where("used_at", "is", null)
    .where("ready_at", "<=", now)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return row !== undefined;
}

type Row = {
  readonly invite_id: Buffer;
  readonly account_id: Buffer;
  readonly name: string;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly withdrawn_at: Date | null;
  readonly acceptance: GuardianAcceptance | null;
  readonly accepted_at: Date | null;
  readonly card: GuardianCard | null;
  readonly seen_at: Date | null;
};

function toRecord(row: Row): GuardianInviteRecord {
  return {
    inviteId: row.invite_id.toString("base64url"),
    accountId: toHex(row.account_id),
    name: row.name,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    withdrawnAt: row.withdrawn_at,
    acceptance: row.acceptance,
    acceptedAt: row.accepted_at,
    card: row.card,
    seenAt: row.seen_at,
  };
}

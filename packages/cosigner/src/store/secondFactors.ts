import { sql } from "kysely";
import type { Hex } from "viem";
import type { SealedShare } from "../keys/index.ts";
import { toBytes } from "./bytes.ts";
import type { Database } from "./database.ts";

export type SecondFactorRecord = {
  readonly secret: SealedShare;
  readonly isConfirmed: boolean;
  readonly lastStep: number;
  readonly lockedUntil: Date | undefined;
};

export async function getSecondFactor(database: Database, accountId: Hex): Promise<SecondFactorRecord | undefined> {
  const row = await database.kysely
    .selectFrom("second_factors")
    .selectAll()
    .select(sql<Date | null>`CASE WHEN locked_until > now() THEN locked_until END`.as("locked"))
    .where("account_id", "=", toBytes(accountId))
    .executeTakeFirst();
  return (
    row && {
      secret: { sealed: row.sealed, kekVersion: row.kek_version, wrapped: row.wrapped_key },
      isConfirmed: row.confirmed_at !== null,
      lastStep: row.last_step,
      lockedUntil: row.locked ?? undefined,
    }
  );
}

/** Keeps a secret that no code was given of yet. False where the account has a confirmed one. */
export async function insertSecondFactor(database: Database, accountId: Hex, secret: SealedShare): Promise<boolean> {
  const row = { sealed: secret.sealed, kek_version: secret.kekVersion, wrapped_key: secret.wrapped };
  const result = await database.kysely
    .insertInto("second_factors")
    .values({ account_id: toBytes(accountId), ...row })
    .onConflict((conflict) =>
      conflict.column("account_id").doUpdateSet(row).where("second_factors.confirmed_at", "is", null),
    )
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Uses a code's time step up. False when it, or a later one, was used before: of two at once one counts. */
export async function claimSecondFactorStep(database: Database, accountId: Hex, step: number): Promise<boolean> {
  const result = await database.kysely
    .updateTable("second_factors")
    .set({ last_step: step, failures: 0, confirmed_at: sql<Date>`coalesce(confirmed_at, now())` })
    .where("account_id", "=", toBytes(accountId))
    .where("last_step", "<", step)
    .where("locked_until", "<=", sql<Date>`now()`)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Counts a wrong code; every fifth closes the door for 15 minutes. */
export async function countSecondFactorFailure(database: Database, accountId: Hex): Promise<void> {
  await database.kysely
    .updateTable("second_factors")
    .set({
      failures: sql<number>`(failures + 1) % 5`,
      locked_until: sql<Date>`CASE WHEN failures = 4 THEN now() + interval '15 minutes' ELSE locked_until END`,
    })
    .where("account_id", "=", toBytes(accountId))
    .execute();
}

export async function deleteSecondFactor(database: Database, accountId: Hex): Promise<void> {
  await database.kysely.deleteFrom("second_factors").where("account_id", "=", toBytes(accountId)).execute();
}

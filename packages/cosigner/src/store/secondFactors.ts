import type { Hex } from "viem";
import type { SealedShare } from "../keys/index.ts";
import { toBytes } from "./bytes.ts";
import type { Database } from "./database.ts";

/** One of five tries at a code, counted before the code is looked at; or why there is none. */
export type SecondFactorTry =
  | { readonly outcome: "try"; readonly secret: SealedShare; readonly isLast: boolean }
  | { readonly outcome: "none" }
  | { readonly outcome: "locked"; readonly lockedUntil: Date };

type TryRow = {
  outcome: SecondFactorTry["outcome"];
  sealed: Buffer;
  kek_version: number;
  wrapped_key: Buffer;
  is_last: boolean;
  locked_until: Date;
};

/** @param minAgeSeconds - how long ago the factor must have been turned on; with 0 one counts that no code was given of yet. */
export async function takeSecondFactorTry(
  database: Database,
  accountId: Hex,
  minAgeSeconds: number,
): Promise<SecondFactorTry> {
  const [row] = await database.query<TryRow>(
    { name: "second-factor-try", text: "SELECT * FROM take_second_factor_try($1, $2)" },
    [toBytes(accountId), minAgeSeconds],
  );
  switch (row?.outcome) {
    case "try": {
      const secret = { sealed: row.sealed, kekVersion: row.kek_version, wrapped: row.wrapped_key };
      return { outcome: row.outcome, secret, isLast: row.is_last };
    }
    case "locked":
      return { outcome: row.outcome, lockedUntil: row.locked_until };
    default:
      return { outcome: "none" };
  }
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

/**
 * Uses a code's time step up, for one thing. False when it, or a later one, was used before for anything else: of two at
 * once one counts. The first code turns the factor on and alarms the owner.
 */
export async function claimSecondFactorStep(
  database: Database,
  { accountId, step, use }: { readonly accountId: Hex; readonly step: number; readonly use: Hex | undefined },
): Promise<boolean> {
  const [row] = await database.query<{ used: boolean }>(
    { name: "use-second-factor", text: "SELECT use_second_factor($1, $2, $3) AS used" },
    [toBytes(accountId), step, use === undefined ? null : toBytes(use)],
  );
  return row?.used === true;
}

/** Turns the factor off and alarms the owner. */
export async function removeSecondFactor(database: Database, accountId: Hex): Promise<void> {
  await database.query({ name: "remove-second-factor", text: "SELECT remove_second_factor($1)" }, [toBytes(accountId)]);
}

import { sql } from "kysely";
import type { Hex } from "viem";
import { toBytes, toHex } from "./bytes.ts";
import type { Database } from "./database.ts";
import type { ChallengePurpose } from "./tables.ts";

export type NewChallenge = {
  readonly challengeId: Uint8Array;
  readonly challenge: Uint8Array;
  readonly purpose: ChallengePurpose;
  /** Absent at sign-in, where the passkey says which account. */
  readonly accountId: Hex | undefined;
  readonly keyId: Hex;
  readonly expiresAt: Date;
};

export async function insertChallenge(database: Database, challenge: NewChallenge): Promise<void> {
  await database.kysely
    .insertInto("challenges")
    .values({
      challenge_id: challenge.challengeId,
      challenge: challenge.challenge,
      purpose: challenge.purpose,
      account_id: challenge.accountId === undefined ? null : toBytes(challenge.accountId),
      key_id: toBytes(challenge.keyId),
      expires_at: challenge.expiresAt,
    })
    .execute();
}

export type TakeChallengeParameters = {
  readonly purpose: ChallengePurpose;
  readonly keyId: Hex;
} & ({ readonly challengeId: Uint8Array } | { readonly accountId: Hex; readonly challenge: Uint8Array });

/** Takes a challenge out, so that nobody can answer it twice; undefined when it is gone, old, or another key's. */
export async function takeChallenge(database: Database, parameters: TakeChallengeParameters): Promise<Hex | undefined> {
  const base = database.kysely
    .deleteFrom("challenges")
    .where("purpose", "=", parameters.purpose)
    .where("key_id", "=", toBytes(parameters.keyId))
    .where("expires_at", ">", sql<Date>`now()`);
  const query =
    "challengeId" in parameters
      ? base.where("challenge_id", "=", Buffer.from(parameters.challengeId))
      : base
          .where("account_id", "=", toBytes(parameters.accountId))
          .where("challenge", "=", Buffer.from(parameters.challenge));
  const row = await query.returning("challenge").executeTakeFirst();
  return row && toHex(row.challenge);
}

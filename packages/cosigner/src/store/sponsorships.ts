import type { Hex } from "viem";
import { toBytes, toHex } from "./bytes.ts";
import type { Database } from "./database.ts";

export type SponsorshipPlace = {
  readonly accountId: Hex;
  readonly chainKey: number;
  /** Entry nonce. */
  readonly slot: Hex;
  /** The chain's own time, Unix seconds. */
  readonly chainTimeSeconds: number;
};

/** Entry nonce of another operation of the account that is sponsored and has not run out; it may have executed. */
export async function findSponsorship(
  database: Database,
  { accountId, chainKey, slot, chainTimeSeconds }: SponsorshipPlace,
): Promise<Hex | undefined> {
  const [row] = await database.query<{ slot: Buffer }>(
    {
      name: "find-sponsorship",
      text: `SELECT slot FROM sponsorships
        WHERE account_id = $1 AND chain_key = $2 AND slot <> $3 AND valid_until >= $4`,
    },
    [toBytes(accountId), chainKey, toBytes(slot), chainTimeSeconds],
  );
  return row && toHex(row.slot);
}

/**
 * Takes the account's one place for this entry nonce; false while another one holds it that has not run out and is not
 * `executedSlot`. Of two at once one gets it.
 */
export async function claimSponsorship(
  database: Database,
  {
    accountId,
    chainKey,
    slot,
    chainTimeSeconds,
    validUntil,
    executedSlot,
  }: SponsorshipPlace & { readonly validUntil: number; readonly executedSlot?: Hex | undefined },
): Promise<boolean> {
  const rows = await database.query<{ claimed: boolean }>(
    {
      name: "claim-sponsorship",
      text: `INSERT INTO sponsorships AS s (account_id, chain_key, slot, valid_until) VALUES ($1, $2, $3, $4)
        ON CONFLICT (account_id, chain_key) DO UPDATE SET slot = excluded.slot, valid_until = excluded.valid_until
          WHERE s.slot = excluded.slot OR s.valid_until < $5 OR s.slot = $6
        RETURNING true AS claimed`,
    },
    [
      toBytes(accountId),
      chainKey,
      toBytes(slot),
      validUntil,
      chainTimeSeconds,
      executedSlot === undefined ? null : toBytes(executedSlot),
    ],
  );
  return rows.length > 0;
}

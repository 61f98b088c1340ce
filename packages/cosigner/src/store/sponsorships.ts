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

export type SponsorshipClaim = SponsorshipPlace & {
  /** Unix seconds of the chain. */
  readonly validUntil: number;
  /** Entry nonce of an earlier one that the chain has executed. */
  readonly executedSlot?: Hex | undefined;
  /** The most it can cost. */
  readonly maxWei: bigint;
  readonly limits: { readonly accountDailyWei: bigint; readonly dailyWei: bigint };
};

/** Why there is no place: another one is on its way, or the day of the account or the service is used up. */
export type SponsorshipRefusal = "in-flight" | "account" | "service";

/** Takes the account's one place for this entry nonce and reserves its highest cost. Of two at once one gets it. */
export async function claimSponsorship(
  database: Database,
  claim: SponsorshipClaim,
): Promise<SponsorshipRefusal | undefined> {
  const { accountId, chainKey, slot, validUntil, chainTimeSeconds, executedSlot, maxWei, limits } = claim;
  const [row] = await database.query<{ refusal: SponsorshipRefusal | "" }>(
    { name: "claim-sponsorship", text: "SELECT claim_sponsorship($1, $2, $3, $4, $5, $6, $7, $8, $9) AS refusal" },
    [
      ...[toBytes(accountId), chainKey, toBytes(slot), validUntil, chainTimeSeconds],
      executedSlot === undefined ? null : toBytes(executedSlot),
      ...[maxWei, limits.accountDailyWei, limits.dailyWei].map(String),
    ],
  );
  return row?.refusal || undefined;
}

export type SettledSponsorship = Pick<SponsorshipPlace, "accountId" | "chainKey" | "slot"> & {
  readonly userOpHash: Hex;
  /** What the EntryPoint took from the paymaster's deposit. */
  readonly costWei: bigint;
};

/** Counts what a settled operation cost, once, and frees its place. */
export async function settleSponsorship(database: Database, settled: SettledSponsorship): Promise<void> {
  const { accountId, chainKey, slot, userOpHash, costWei } = settled;
  await database.query({ name: "settle-sponsorship", text: "SELECT settle_sponsorship($1, $2, $3, $4, $5)" }, [
    ...[toBytes(accountId), chainKey, toBytes(slot), toBytes(userOpHash)],
    costWei.toString(),
  ]);
}

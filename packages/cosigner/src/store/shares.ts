import type { Hex } from "viem";
import type { SealedShare } from "../keys/index.ts";
import { toBytes } from "./bytes.ts";
import type { Database } from "./database.ts";

const select = {
  name: "sealed-share",
  text: "SELECT sealed, kek_version, wrapped_key FROM server_shares WHERE account_id = $1 AND key_epoch = $2",
};

/** The server's share of one key epoch, still sealed. */
export async function getSealedShare(
  database: Database,
  accountId: Hex,
  keyEpoch: number,
): Promise<SealedShare | undefined> {
  const [row] = await database.query<{ sealed: Buffer; kek_version: number; wrapped_key: Buffer }>(select, [
    toBytes(accountId),
    keyEpoch,
  ]);
  return row && { sealed: row.sealed, kekVersion: row.kek_version, wrapped: row.wrapped_key };
}

const selectTime = {
  name: "shares-made-at",
  text: "SELECT s.created_at FROM server_shares s JOIN accounts USING (account_id, key_epoch) WHERE account_id = $1",
};

/** When the shares of the account's key epoch were made. */
export async function getSharesMadeAt(database: Database, accountId: Hex): Promise<Date | undefined> {
  const [row] = await database.query<{ created_at: Date }>(selectTime, [toBytes(accountId)]);
  return row?.created_at;
}

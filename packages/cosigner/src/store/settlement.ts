import type { Transfer } from "@tandem/protocol";
import type { Address, Hex } from "viem";
import { toBytes, toHex } from "./bytes.ts";
import type { Database } from "./database.ts";

/** How far settlement has read a chain. */
export async function getSettledBlock(database: Database, chainKey: number): Promise<number> {
  const [row] = await database.query<{ block_number: number }>(
    { name: "settled-block", text: "SELECT block_number FROM chains WHERE chain_key = $1" },
    [chainKey],
  );
  return row?.block_number ?? 0;
}

/** Moves the mark forward, unless another server has. */
export async function setSettledBlock(
  database: Database,
  chainKey: number,
  blockNumber: number,
  timeSeconds: number,
): Promise<void> {
  await database.query(
    {
      name: "set-settled-block",
      text: "UPDATE chains SET block_number = $2, block_time = to_timestamp($3) WHERE chain_key = $1 AND block_number < $2",
    },
    [chainKey, blockNumber, timeSeconds],
  );
}

/** Which of the addresses are accounts of ours. */
export async function findAccountsByAddress(
  database: Database,
  addresses: readonly Address[],
): Promise<ReadonlyMap<Address, Hex>> {
  if (addresses.length === 0) return new Map();
  const rows = await database.query<{ account_id: Buffer; address: Buffer }>(
    {
      name: "accounts-by-address",
      text: "SELECT account_id, address FROM accounts WHERE address = ANY($1) AND status = 'active'",
    },
    [addresses.map(toBytes)],
  );
  return new Map(rows.map(({ account_id, address }) => [toHex(address), toHex(account_id)]));
}

export type SettledOperation = {
  readonly accountId: Hex;
  readonly chainKey: number;
  readonly userOpHash: Hex;
  readonly entryNonce: Hex;
  readonly success: boolean;
  readonly feePaid: bigint;
  /** Asset id of the chain's coin. */
  readonly nativeAsset: string;
  readonly transactionHash: Hex;
  readonly blockNumber: bigint;
  readonly timeSeconds: number;
};

/** Settles an operation and its rivals for the entry nonce; the transfers it was signed for, when it is one of ours. */
export async function settleOperation(
  database: Database,
  operation: SettledOperation,
): Promise<readonly Transfer[] | undefined> {
  const accountId = toBytes(operation.accountId);
  const userOpHash = toBytes(operation.userOpHash);
  const [settled] = await database.query<{ known: boolean }>(
    {
      name: "settle-operation",
      text: "SELECT settle_operation($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10)) AS known",
    },
    [
      accountId,
      operation.chainKey,
      userOpHash,
      toBytes(operation.entryNonce),
      operation.success,
      operation.feePaid.toString(),
      operation.nativeAsset,
      toBytes(operation.transactionHash),
      operation.blockNumber.toString(),
      operation.timeSeconds,
    ],
  );
  if (!settled?.known) return undefined;
  const [row] = await database.query<{ transfers: Transfer[] }>(
    {
      name: "intent-transfers",
      text: "SELECT transfers FROM intents WHERE account_id = $1 AND user_op_hash = $2 AND chain_key = $3",
    },
    [accountId, userOpHash, operation.chainKey],
  );
  return row?.transfers ?? [];
}

/** The chain has executed an operation that this database does not know: its entry nonce is not signed for again. */
export async function recordUsedEntryNonce(
  database: Database,
  { accountId, chainKey, entryNonce }: Pick<SettledOperation, "accountId" | "chainKey" | "entryNonce">,
): Promise<void> {
  await database.query(
    {
      name: "used-entry-nonce",
      text: "INSERT INTO used_entry_nonces (account_id, chain_key, slot) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    },
    [toBytes(accountId), chainKey, toBytes(entryNonce)],
  );
}

export type Movement = {
  readonly accountId: Hex;
  readonly chainKey: number;
  readonly kind: "received" | "sent";
  readonly transactionHash: Hex;
  readonly place: string;
  readonly blockNumber: bigint;
  readonly timeSeconds: number;
  readonly asset: string;
  readonly amount: bigint;
  readonly counterparty: Address;
};

/** Writes movements; those that are there already stay as they are. */
export async function insertMovements(database: Database, movements: readonly Movement[]): Promise<void> {
  if (movements.length === 0) return;
  await database.kysely
    .insertInto("movements")
    .values(
      movements.map((movement) => ({
        account_id: toBytes(movement.accountId),
        chain_key: movement.chainKey,
        kind: movement.kind,
        transaction_hash: toBytes(movement.transactionHash),
        place: movement.place,
        block_number: Number(movement.blockNumber),
        occurred_at: new Date(movement.timeSeconds * 1000),
        asset: movement.asset,
        amount: movement.amount,
        counterparty: toBytes(movement.counterparty),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Closes what can no longer execute and gives its limits back. */
export async function expireIntents(database: Database, chainKey: number, chainTimeSeconds: number): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    { name: "expire-intents", text: "SELECT expire_intents($1, $2, to_timestamp($3)) AS count" },
    [chainKey, chainTimeSeconds, chainTimeSeconds],
  );
  return row?.count ?? 0;
}

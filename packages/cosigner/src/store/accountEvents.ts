import type { Facts, GuardianConfig } from "@tandem/protocol";
import type { Hex } from "viem";
import { toBytes } from "./bytes.ts";
import type { Database } from "./database.ts";

export type NewAccountEvent = {
  readonly accountId: Hex;
  readonly chainKey: number;
  readonly transactionHash: Hex;
  readonly ordinal: number;
  readonly kind: string;
  readonly facts: Facts;
  readonly blockNumber: bigint;
  readonly isSettled: boolean;
  readonly owner?: { readonly publicKey: Hex; readonly ownerEpoch: bigint } | undefined;
  readonly applied?:
    | { readonly configEpoch: bigint; readonly configHash: Hex; readonly config: GuardianConfig }
    | undefined;
};

/** Takes an event down with its alarm and, once settled, the owner it tells. The same event counts once. */
export async function recordAccountEvent(database: Database, event: NewAccountEvent): Promise<void> {
  const { accountId, chainKey, transactionHash, ordinal, kind, facts, blockNumber, isSettled, owner } = event;
  await database.query(
    {
      name: "record-account-event",
      text: "SELECT record_account_event($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    },
    [
      toBytes(accountId),
      chainKey,
      toBytes(transactionHash),
      ordinal,
      kind,
      JSON.stringify(facts),
      blockNumber.toString(),
      isSettled,
      owner ? toBytes(owner.publicKey) : null,
      owner?.ownerEpoch.toString() ?? null,
    ],
  );
}

/** Takes down who owns an account that the service did not know when the chain told of it. */
export async function putChainOwner(
  database: Database,
  event: Pick<NewAccountEvent, "accountId" | "blockNumber" | "chainKey"> & {
    readonly owner: NonNullable<NewAccountEvent["owner"]>;
  },
): Promise<void> {
  const { accountId, chainKey, owner, blockNumber } = event;
  await database.query(
    {
      name: "put-chain-owner",
      text: `INSERT INTO account_chains AS c (account_id, chain_key, owner, owner_epoch, block_number)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (account_id, chain_key) DO UPDATE
          SET owner = excluded.owner, owner_epoch = excluded.owner_epoch, block_number = excluded.block_number
          WHERE c.owner_epoch < excluded.owner_epoch`,
    },
    [toBytes(accountId), chainKey, toBytes(owner.publicKey), owner.ownerEpoch.toString(), blockNumber.toString()],
  );
}

/** Marks what was seen at the head up to this block and did not settle; its owners are told. */
export async function dropUnsettledEvents(database: Database, chainKey: number, block: bigint): Promise<void> {
  await database.query({ name: "drop-unsettled-events", text: "SELECT drop_unsettled_events($1, $2)" }, [
    chainKey,
    block.toString(),
  ]);
}

/** How far the watcher has read at the head of a chain; -1 before it first did. */
export async function getHeadBlock(database: Database, chainKey: number): Promise<number> {
  const [row] = await database.query<{ block_number: number }>(
    { name: "head-block", text: "SELECT block_number FROM chain_heads WHERE chain_key = $1" },
    [chainKey],
  );
  return row?.block_number ?? -1;
}

/** Moves the mark forward, unless another server has. */
export async function setHeadBlock(database: Database, chainKey: number, blockNumber: bigint): Promise<void> {
  await database.query(
    {
      name: "set-head-block",
      text: `INSERT INTO chain_heads AS h (chain_key, block_number) VALUES ($1, $2)
        ON CONFLICT (chain_key) DO UPDATE SET block_number = excluded.block_number
        WHERE h.block_number < excluded.block_number`,
    },
    [chainKey, blockNumber.toString()],
  );
}

import { formatAssetId, type Transfer } from "@tandem/protocol";
import { type Address, type Hex, numberToHex } from "viem";
import {
  type Database,
  expireIntents,
  findAccountsByAddress,
  insertMovements,
  type Movement,
  recordUsedEntryNonce,
  settleOperation,
  settleSponsorship,
} from "../store/index.ts";
import type { Chain } from "./connectChains.ts";
import type { BlockRange, OperationEvent, Place, TransferEvent } from "./readRange.ts";

/** Highest number of rows one statement writes. */
const batchSize = 500;

/**
 * Writes what a range of blocks decided. Every step can be repeated: a range that was half written, or that another
 * server wrote too, comes out the same.
 */
export async function applyRange(database: Database, chain: Chain, range: BlockRange): Promise<void> {
  const { operations, transfers, timeSeconds } = range;
  const accounts = await findAccountsByAddress(database, [
    ...new Set([...operations.map(({ sender }) => sender), ...transfers.flatMap(({ from, to }) => [from, to])]),
  ]);
  const movements: Movement[] = [];
  /** Transactions in which an account's own operation, known to us, moved its tokens. */
  const explained = new Set<string>();
  const paidInside: TransferEvent[] = [];
  for (const operation of operations) {
    const accountId = accounts.get(operation.sender);
    if (!accountId) continue;
    const settled = toSettled(chain, accountId, operation);
    const { sponsoredWei: costWei } = operation;
    if (costWei > 0n) await settleSponsorship(database, { ...settled, slot: settled.entryNonce, costWei });
    const signed = await settleOperation(database, settled);
    if (!signed) {
      await recordUsedEntryNonce(database, settled);
      continue;
    }
    explained.add(keyOf(operation.sender, operation.place));
    if (operation.success) paidInside.push(...nativePayments(chain, operation, signed));
  }
  const recipients = await findAccountsByAddress(database, [...new Set(paidInside.map(({ to }) => to))]);
  for (const payment of paidInside) {
    const accountId = recipients.get(payment.to);
    if (accountId && payment.to !== payment.from) {
      movements.push(toMovement(chain, payment, accountId, "received", payment.from));
    }
  }
  for (const transfer of transfers) {
    if (transfer.amount === 0n || transfer.from === transfer.to) continue;
    const [sender, recipient] = [accounts.get(transfer.from), accounts.get(transfer.to)];
    if (recipient && (await hasHappened(chain, transfer))) {
      movements.push(toMovement(chain, transfer, recipient, "received", transfer.from));
    }
    if (sender && !explained.has(keyOf(transfer.from, transfer.place))) {
      movements.push(toMovement(chain, transfer, sender, "sent", transfer.to));
    }
  }
  for (let start = 0; start < movements.length; start += batchSize) {
    await insertMovements(database, movements.slice(start, start + batchSize));
  }
  while ((await expireIntents(database, chain.chainKey, timeSeconds)) >= batchSize);
}

function toSettled(chain: Chain, accountId: Hex, operation: OperationEvent) {
  const { userOpHash, success, feePaid, place, nonce } = operation;
  const nativeAsset = formatAssetId({ kind: "native", chainId: chain.chainId });
  const entryNonce = numberToHex(nonce, { size: 32 });
  return { ...place, accountId, chainKey: chain.chainKey, userOpHash, entryNonce, success, feePaid, nativeAsset };
}

/** Coin that a settled operation sent: no log says so, the signed calls do. */
function nativePayments(chain: Chain, operation: OperationEvent, signed: readonly Transfer[]): TransferEvent[] {
  const native = formatAssetId({ kind: "native", chainId: chain.chainId });
  return signed.flatMap(({ asset, amount, counterparty }, index) =>
    asset === native
      ? {
          token: undefined,
          from: operation.sender,
          to: counterparty,
          amount: BigInt(amount),
          place: { ...operation.place, index: `operation:${operation.userOpHash}:${index}` },
        }
      : [],
  );
}

/** Logs exist only when they happened; a transaction's value stands in the block even when it reverted. */
async function hasHappened({ client }: Chain, { token, place }: TransferEvent): Promise<boolean> {
  if (token !== undefined) return true;
  const { status } = await client.getTransactionReceipt({ hash: place.transactionHash });
  return status === "success";
}

function toMovement(
  chain: Chain,
  { token, amount, place }: TransferEvent,
  accountId: Hex,
  kind: Movement["kind"],
  counterparty: Address,
): Movement {
  const { chainId, chainKey } = chain;
  const asset = formatAssetId(token === undefined ? { kind: "native", chainId } : { kind: "erc20", chainId, token });
  const { transactionHash, blockNumber, timeSeconds, index } = place;
  return {
    accountId,
    chainKey,
    kind,
    transactionHash,
    place: index,
    blockNumber,
    timeSeconds,
    asset,
    amount,
    counterparty,
  };
}

function keyOf(address: Address, { transactionHash }: Place): string {
  return `${address} ${transactionHash}`;
}

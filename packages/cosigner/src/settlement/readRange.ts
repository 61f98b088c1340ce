import { type Address, getAbiItem, type Hex, isAddressEqual, parseAbiItem } from "viem";
import { entryPoint09Abi } from "viem/account-abstraction";
import type { Chain } from "./connectChains.ts";

/** A UserOperationEvent of the EntryPoint. */
export type OperationEvent = {
  readonly userOpHash: Hex;
  readonly sender: Address;
  readonly nonce: bigint;
  readonly success: boolean;
  /** What the account paid for gas itself; 0 when a paymaster did. */
  readonly feePaid: bigint;
  /** What our sponsor paymaster paid for it. */
  readonly sponsoredWei: bigint;
  readonly place: Place;
};

/** ERC-20 amount or native coin from one address to another. `token` is absent for the native coin. */
export type TransferEvent = {
  readonly token: Address | undefined;
  readonly from: Address;
  readonly to: Address;
  readonly amount: bigint;
  readonly place: Place;
};

export type Place = {
  readonly transactionHash: Hex;
  readonly blockNumber: bigint;
  readonly timeSeconds: number;
  /** Unique inside the transaction. */
  readonly index: string;
};

export type BlockRange = {
  readonly operations: readonly OperationEvent[];
  readonly transfers: readonly TransferEvent[];
  /** Time of the last block. */
  readonly timeSeconds: number;
};

const operationEvent = getAbiItem({ abi: entryPoint09Abi, name: "UserOperationEvent" });
const transferEvent = parseAbiItem("event Transfer(address indexed from, address indexed to, uint256 value)");
const blocksAtOnce = 16;

/** Reads what happened in blocks `from` to `to`, both included. Only reads; addresses come out lowercase. */
export async function readRange(chain: Chain, from: bigint, to: bigint): Promise<BlockRange> {
  const { client } = chain;
  const range = { fromBlock: from, toBlock: to };
  const [operations, transfers, blocks] = await Promise.all([
    client.getLogs({ ...range, address: chain.entryPoint, event: operationEvent, strict: true }),
    client.getLogs({ ...range, event: transferEvent, strict: true }),
    readBlocks(chain, from, to),
  ]);
  const times = new Map(blocks.map(({ number, timeSeconds }) => [number, timeSeconds]));
  const placeOf = (log: { transactionHash: Hex; blockNumber: bigint; logIndex: number }): Place => ({
    transactionHash: log.transactionHash,
    blockNumber: log.blockNumber,
    timeSeconds: times.get(log.blockNumber) ?? 0,
    index: `log:${log.logIndex}`,
  });
  return {
    operations: operations.map((log) => ({
      userOpHash: log.args.userOpHash,
      sender: lowercase(log.args.sender),
      nonce: log.args.nonce,
      success: log.args.success,
      feePaid: BigInt(log.args.paymaster) === 0n ? log.args.actualGasCost : 0n,
      sponsoredWei: isAddressEqual(log.args.paymaster, chain.sponsorPaymaster) ? log.args.actualGasCost : 0n,
      place: placeOf(log),
    })),
    transfers: [
      ...transfers.map((log) => ({
        token: lowercase(log.address),
        from: lowercase(log.args.from),
        to: lowercase(log.args.to),
        amount: log.args.value,
        place: placeOf(log),
      })),
      ...blocks.flatMap(({ transfers }) => transfers),
    ],
    timeSeconds: times.get(to) ?? 0,
  };
}

/** Blocks with the top-level payments in them; calls inside contracts leave no trace that a node keeps. */
async function readBlocks({ client }: Chain, from: bigint, to: bigint) {
  const blocks: { number: bigint; timeSeconds: number; transfers: TransferEvent[] }[] = [];
  for (let start = from; start <= to; start += BigInt(blocksAtOnce)) {
    const numbers = Array.from({ length: blocksAtOnce }, (_, i) => start + BigInt(i)).filter((number) => number <= to);
    const read = await Promise.all(
      numbers.map((blockNumber) => client.getBlock({ blockNumber, includeTransactions: true })),
    );
    for (const { number, timestamp, transactions } of read) {
      const timeSeconds = Number(timestamp);
      const transfers = transactions.flatMap((transaction) =>
        transaction.to && transaction.value > 0n
          ? {
              token: undefined,
              from: lowercase(transaction.from),
              to: lowercase(transaction.to),
              amount: transaction.value,
              place: { transactionHash: transaction.hash, blockNumber: number, timeSeconds, index: "value" },
            }
          : [],
      );
      blocks.push({ number, timeSeconds, transfers });
    }
  }
  return blocks;
}

function lowercase(address: Address): Address {
  return address.toLowerCase() as Address; // lowercasing keeps it an address
}

import type { JournalOperation } from "@tandem/client";
import type { ActivityItem } from "@tandem/protocol";
import type { Address } from "viem";
import { type Asset, describeCall } from "@/features/assets";
import { type OperationPhase, operationPhase } from "@/features/operations";

export type Movement = { readonly direction: "in" | "out"; readonly asset: Asset; readonly amount: bigint };

/** One line of the activity list: an own operation of this device, or what the service knows. */
export type Entry = {
  /** Names its page: `/activity/<id>`. */
  readonly id: string;
  readonly at: number;
  readonly phase: OperationPhase | "expired";
  readonly title: string;
  readonly direction: "in" | "out";
  readonly movements: readonly Movement[];
  readonly counterparty: Address | undefined;
};

/** A token that is newly made comes, by ERC-20, from nobody. */
export const nobody: Address = "0x0000000000000000000000000000000000000000";

export type EntriesParameters = {
  readonly operations: readonly JournalOperation[];
  readonly items: readonly ActivityItem[];
  readonly assets: readonly Asset[];
  readonly isRunning: (id: string) => boolean;
  readonly nowMilliseconds: number;
};

/** Both sources as one list, newest first; an operation known to both appears once, as this device knows it. */
export function toEntries(parameters: EntriesParameters): readonly Entry[] {
  const { operations, items, assets, isRunning, nowMilliseconds } = parameters;
  const shown = operations.filter(({ state }) => state !== "prepared");
  const own = new Set(shown.flatMap(({ id, prepared }) => [id.toLowerCase(), prepared.userOpHash.toLowerCase()]));
  const others = items.filter(
    ({ intentId, userOpHash }) => !own.has(intentId?.toLowerCase() ?? "") && !own.has(userOpHash?.toLowerCase() ?? ""),
  );
  return [
    ...shown.map((operation) =>
      operationEntry(
        operation,
        assets,
        operationPhase({ operation, running: isRunning(operation.id), nowMilliseconds }),
      ),
    ),
    ...others.map((item) => itemEntry(item, assets)),
  ].toSorted((a, b) => b.at - a.at);
}

export function operationEntry(operation: JournalOperation, assets: readonly Asset[], phase: OperationPhase): Entry {
  const own = operation.prepared.userOperation.sender;
  const calls = operation.prepared.calls.map((call) => describeCall({ call, chainId: operation.chainId, assets, own }));
  const sends = calls.flatMap((call) => (call.kind === "send" ? [call] : []));
  const first = calls[0];
  return {
    id: operation.id,
    at: operation.createdAt,
    phase,
    title: first?.kind === "own" ? ownTitle(first, phase) : title({ out: true, sends: sends.length, phase }),
    direction: "out",
    movements: sends.map(({ asset, amount }) => ({ direction: "out", asset, amount })),
    counterparty: first?.kind === "own" ? undefined : first?.to,
  };
}

export function itemEntry(item: ActivityItem, assets: readonly Asset[]): Entry {
  const movements = item.transfers.flatMap(({ direction, asset: id, amount }) => {
    const asset = assets.find((known) => known.id === id);
    return asset ? [{ direction, asset, amount: BigInt(amount) }] : [];
  });
  const incoming = item.kind === "received";
  const phase = itemPhase[item.status];
  return {
    id: item.id,
    at: item.timestamp,
    phase,
    title: title({ out: !incoming, sends: item.transfers.length, phase }),
    direction: incoming ? "in" : "out",
    movements: movements.filter(({ direction }) => direction === (incoming ? "in" : "out")),
    counterparty: item.transfers[0]?.counterparty,
  };
}

const itemPhase: Record<ActivityItem["status"], Entry["phase"]> = {
  reserved: "working",
  signed: "working",
  settled: "confirmed",
  failed: "failed",
  expired: "expired",
};

function ownTitle({ title, done }: { title: string; done: string }, phase: OperationPhase): string {
  if (phase === "confirmed") return done;
  return phase === "failed" ? `Failed: ${title.charAt(0).toLowerCase()}${title.slice(1)}` : title;
}

function title(parameters: { out: boolean; sends: number; phase: Entry["phase"] }): string {
  const { out, sends, phase } = parameters;
  if (!out) return "Received";
  if (sends === 0) return "Contract call";
  if (phase === "confirmed") return "Sent";
  if (phase === "failed") return "Payment failed";
  if (phase === "expired") return "Not sent";
  return phase === "needs-confirm" ? "Payment not confirmed" : "Sending";
}

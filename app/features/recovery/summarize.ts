import type { RecoveryChainProgress, RecoveryProgressReport } from "@tandem/client";

type Status = RecoveryChainProgress["status"];

const asking: readonly Status[] = ["collecting", "ready-to-start", "replaced", "cooling-down"];
const over: readonly Status[] = ["expired", "dead"];
/** The furthest first. */
const underWay: readonly Status[] = ["done", "ready", "pending"];

export type RecoverySummary = {
  /** The network that has come furthest. */
  readonly lead: RecoveryChainProgress | undefined;
  /** Those that stand elsewhere. */
  readonly others: readonly RecoveryChainProgress[];
  /** Some network still needs guardians. */
  readonly isAsking: boolean;
  readonly canGiveUp: boolean;
};

/** How a recovery stands over all its networks. */
export function summarize({
  chains,
  silentChains,
}: Pick<RecoveryProgressReport, "chains" | "silentChains">): RecoverySummary {
  const lead = underWay.flatMap((status) => chains.find((chain) => chain.status === status) ?? [])[0] ?? chains[0];
  return {
    lead,
    others: chains.filter(({ status }) => status !== lead?.status),
    isAsking: chains.some(({ status }) => asking.includes(status)),
    // What a network has taken up goes on whatever this device forgets, and this device may hold the only key.
    canGiveUp:
      chains.length > 0 &&
      silentChains.length === 0 &&
      chains.every(({ status }) => asking.includes(status) || over.includes(status)),
  };
}

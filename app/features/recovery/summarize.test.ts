import type { RecoveryChainProgress } from "@tandem/client";
import { describe, expect, test } from "vitest";
import { summarize } from "./summarize";

type Status = RecoveryChainProgress["status"];

function summary(statuses: readonly Status[], silentChains: readonly string[] = []) {
  const chains = statuses.map(
    (status, at): RecoveryChainProgress => ({
      ...{ chainId: at + 1, chainName: `Network ${at + 1}`, status },
      ...{ approvals: 0, chainTime: 0, transactions: [] },
    }),
  );
  const { lead, others, ...rest } = summarize({ chains, silentChains });
  return { lead: lead?.chainId, others: others.map(({ chainId }) => chainId), ...rest };
}

describe("summarize", () => {
  test("behavior: the network that has come furthest leads, whichever is first in the list", () => {
    expect(summary(["collecting", "pending"])).toEqual({ lead: 2, others: [1], isAsking: true, canGiveUp: false });
    expect(summary(["pending", "done"])).toMatchObject({ lead: 2, others: [1], isAsking: false });
    expect(summary(["dead", "ready", "pending"])).toMatchObject({ lead: 2, others: [1, 3] });
    expect(summary(["collecting", "collecting"])).toMatchObject({ lead: 1, others: [] });
    expect(summary([])).toEqual({ lead: undefined, others: [], isAsking: false, canGiveUp: false });
  });

  test("behavior: nothing is given up that a network has taken up, or that a silent one may have", () => {
    expect(summary(["collecting", "dead"]).canGiveUp).toBe(true);
    expect(summary(["collecting", "pending"]).canGiveUp).toBe(false);
    expect(summary(["collecting"], ["Network 2"]).canGiveUp).toBe(false);
    expect(summary(["done"]).canGiveUp).toBe(false);
  });
});

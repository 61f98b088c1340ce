import type { Alarm } from "@tandem/protocol";
import { describe, expect, test } from "vitest";
import { runningDangers } from "./runningDangers";

let next = 100;
const alarm = (kind: string, facts: Alarm["facts"] = {}): Alarm => ({
  alarmId: String(next--),
  kind,
  facts: { chainId: 1, expiresAt: 2000, transactionHash: "0x01", ...facts },
  raisedAt: 0,
});

describe("runningDangers", () => {
  test("behavior: a recovery runs until it is cancelled, finalized, replaced by a rotation, or has run out", () => {
    const started = alarm("recovery-started");
    expect(runningDangers([started], 1000)).toMatchObject([{ kind: "recovery-started", chainId: 1 }]);
    for (const end of ["recovery-cancelled", "recovery-finalized", "owner-rotated"]) {
      expect(runningDangers([alarm(end), started], 1000)).toEqual([]);
    }
    expect(runningDangers([started], 2000)).toEqual([]);
  });

  test("behavior: what happened before, on another chain, or for something else ends nothing", () => {
    const started = alarm("recovery-started");
    expect(runningDangers([started, alarm("recovery-cancelled")], 1000)).toHaveLength(1);
    expect(runningDangers([alarm("recovery-cancelled", { chainId: 2 }), started], 1000)).toHaveLength(1);
    expect(runningDangers([alarm("guardians-cancelled"), started], 1000)).toHaveLength(1);
  });

  test("behavior: of two of a kind the newer counts; one that the chain took back does not", () => {
    expect(runningDangers([alarm("recovery-started", { readyAt: 2 }), alarm("recovery-started")], 1000)).toMatchObject([
      { facts: { readyAt: 2 } },
    ]);
    expect(runningDangers([alarm("event-dropped"), alarm("upgrade-scheduled")], 1000)).toEqual([]);
  });
});

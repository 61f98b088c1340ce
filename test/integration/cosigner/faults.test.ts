import { describe, expect, it } from "vitest";
import { worldFaults } from "../../faults/createChaos.ts";
import { httpFaults } from "../../faults/createHttpProxy.ts";
import { createReport, runFaults } from "../../faults/runFaults.ts";

const operations = Number(process.env.TANDEM_FAULT_OPERATIONS ?? 2000);

describe("faults", () => {
  it("S57 S63 S65 S66: 2,000 operations under every fault break nothing", { timeout: 600_000 }, async () => {
    const seed = process.env.TANDEM_FAULT_SEED ?? "1";
    const report = await runFaults({ report: createReport("real", seed), operations, sliceOperations: operations });
    expect(report.violations, `seed ${seed}`).toEqual([]);
    expect(report.operations).toBe(operations);
    expect(report.throughBundler).toBeGreaterThanOrEqual(Math.floor(operations / 100));
    // Nothing was only scheduled: each sort has happened.
    for (const fault of [...worldFaults, ...httpFaults]) expect(report.faults[fault] ?? 0, fault).toBeGreaterThan(0);
    expect(report.outcomes["released, settled"] ?? 0).toBeGreaterThan(operations / 10);
    expect(report.outcomes["daily-limit"] ?? 0).toBeGreaterThan(0);
  });
});

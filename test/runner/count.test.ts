import { describe, expect, test } from "vitest";
import { countHardhat, countVitest } from "./count.ts";

describe("countVitest", () => {
  test("behavior: reads passed, failed and skipped tests", () => {
    const report = JSON.stringify({ numPassedTests: 3, numFailedTests: 2, numPendingTests: 1, numTodoTests: 4 });
    expect(countVitest(report)).toEqual({ passed: 3, failed: 2, skipped: 5 });
  });

  test("behavior: a report that was never written counts nothing", () => {
    expect(countVitest("{}")).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});

describe("countHardhat", () => {
  test("behavior: reads the summary and not the names of tests", () => {
    const output =
      "  contracts/A.t.sol:A\n    ✔ test_5 passing()\n\n\n  41 passing (2 fuzz runs)\n  1 failing\n  2 skipped\n";
    expect(countHardhat(output)).toEqual({ passed: 41, failed: 1, skipped: 2 });
  });

  test("behavior: no summary counts nothing", () => {
    expect(countHardhat("Error: HHE1")).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});

import { describe, expect, test } from "vitest";
import { areGuardiansNewer, noGuardiansInKit } from "./kitGuardians";

describe("areGuardiansNewer", () => {
  test.each([
    { current: undefined, inKit: undefined, isNewer: false },
    { current: undefined, inKit: noGuardiansInKit, isNewer: false },
    { current: "0x01", inKit: undefined, isNewer: true },
    { current: "0x01", inKit: "0x01", isNewer: false },
    { current: "0x02", inKit: "0x01", isNewer: true },
    { current: undefined, inKit: "0x01", isNewer: true },
  ])("behavior: $current beside $inKit", ({ isNewer, ...parameters }) => {
    expect(areGuardiansNewer(parameters)).toBe(isNewer);
  });
});

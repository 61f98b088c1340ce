import { describe, expect, test } from "vitest";
import { listWaysBack } from "./listWaysBack";

const nothing = { hasOtherDevice: false, hasKit: false, hasGuardians: false };

describe("listWaysBack", () => {
  test("behavior: nothing where the account would be lost", () => expect(listWaysBack(nothing)).toBeUndefined());

  test("behavior: names what there is", () => {
    expect(listWaysBack({ ...nothing, hasKit: true })).toBe("its backup kit");
    expect(listWaysBack({ ...nothing, hasOtherDevice: true, hasGuardians: true })).toBe(
      "another device of the account or its guardians",
    );
    expect(listWaysBack({ hasOtherDevice: true, hasKit: true, hasGuardians: true })).toBe(
      "another device of the account, its backup kit or its guardians",
    );
  });
});

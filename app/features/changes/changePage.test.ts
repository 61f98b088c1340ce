import { describe, expect, test } from "vitest";
import { changePage } from "@/features/changes/changePage";

describe("changePage", () => {
  test("behavior: what is carried out by the person leads to where that is done", () => {
    expect(changePage({ kind: "first-guardians", isOwn: true })).toBe("/guardians");
    // The list of guardians is on all devices.
    expect(changePage({ kind: "guardians", isOwn: false })).toBe("/guardians");
    expect(changePage({ kind: "kit", isOwn: true })).toBe("/kit");
    expect(changePage({ kind: "rotation", isOwn: true })).toBe("/new-key");
  });

  test("behavior: another device's kit or key, and what takes effect by itself, lead nowhere", () => {
    for (const kind of ["kit", "rotation"]) expect(changePage({ kind, isOwn: false })).toBeUndefined();
    for (const kind of ["loosening", "unfreeze", "delete-data", "kit-rotation", "toString"])
      expect(changePage({ kind, isOwn: true })).toBeUndefined();
  });
});

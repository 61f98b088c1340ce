import pg from "pg";
import { describe, expect, it } from "vitest";
import { isDatabaseUnavailable } from "./isDatabaseUnavailable.ts";

function databaseError(code: string): Error {
  return Object.assign(new pg.DatabaseError("text", 4, "error"), { code });
}

describe("isDatabaseUnavailable", () => {
  it("behavior: restarts, lost connections and a full disk pass by; a broken statement does not", () => {
    for (const code of ["57P01", "57P02", "57P03", "08006", "53100", "53300", "58030"]) {
      expect(isDatabaseUnavailable(databaseError(code)), code).toBe(true);
    }
    for (const code of ["23505", "42601", "40001", "57014", "22P02"]) {
      expect(isDatabaseUnavailable(databaseError(code)), code).toBe(false);
    }
    expect(isDatabaseUnavailable(new Error("Connection terminated unexpectedly"))).toBe(true);
    expect(isDatabaseUnavailable(Object.assign(new Error("connect"), { code: "ECONNREFUSED" }))).toBe(true);
    expect(isDatabaseUnavailable(new TypeError("x is undefined"))).toBe(false);
    expect(isDatabaseUnavailable("Connection terminated")).toBe(false);
  });
});

import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { getPrfSalt } from "./getPrfSalt.ts";

describe("getPrfSalt", () => {
  test("behavior: one constant; another one would lock every account", async () => {
    const salt = Buffer.from(await getPrfSalt()).toString("hex");
    expect(salt).toBe("5ec5a0480ec66e1562a1586f3eeab2926ba73d19c71bd6a0c75c474db2404d26");
    expect(salt).toBe(createHash("sha256").update("tandem/prf/share/v1").digest("hex"));
  });
});

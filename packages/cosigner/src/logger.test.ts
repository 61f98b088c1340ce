import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createLogger } from "./logger.ts";

const directory = mkdtempSync(join(tmpdir(), "tandem-log-"));
afterAll(() => rmSync(directory, { recursive: true }));

describe("createLogger", () => {
  it("S71: censors secrets by name and quotes no rows of the database", async () => {
    const file = join(directory, "log");
    const logger = createLogger({ level: "trace", file });
    const secret = "c0ffee".repeat(8);
    const error = Object.assign(new Error("duplicate key", { cause: new Error("inner") }), {
      code: "23505",
      detail: `Key (x)=(${secret}) already exists.`,
      where: secret,
      parameters: [secret],
    });
    logger.error({ err: error }, "failed");
    logger.info({ share: secret, nested: { signingShare: secret, deeper: { kek: secret } }, headers: { a: secret } });
    logger.flush();
    await expect.poll(() => readFileSync(file, "utf8").split("\n").length).toBe(3);
    const text = readFileSync(file, "utf8");
    expect(text).not.toContain(secret);
    expect(text).toContain("duplicate key");
    expect(text).toContain("23505");
    expect(text).toContain("inner");
    expect(text).toContain("[redacted]");
  });
});

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HttpRequestError } from "viem";
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

  it("S71: of the URL of a node or bundler only its host is written: the rest may be an API key", async () => {
    const file = join(directory, "urls");
    const logger = createLogger({ level: "trace", file });
    const key = "c0ffee".repeat(4);
    const url = `https://user:${key}@rpc.example.com:8443/v3/${key}?key=${key}`;
    const inner = new HttpRequestError({ url, body: { method: "eth_call" }, details: "fetch failed", status: 503 });
    logger.warn({ err: new Error(`POST ${url}`, { cause: inner }) }, "paused");
    logger.flush();
    await expect.poll(() => readFileSync(file, "utf8").split("\n").length).toBe(2);
    const text = readFileSync(file, "utf8");
    expect(text).not.toContain(key);
    expect(text).toContain("https://rpc.example.com:8443");
  });
});

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { acquireLock } from "./acquireLock.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tandem-lock-"));
  file = join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("acquireLock", () => {
  test("behavior: one holder at a time, and free again after release", () => {
    const first = acquireLock(file);
    expect(acquireLock(file)).toEqual({ heldBy: process.pid });
    if ("release" in first) first.release();
    expect(acquireLock(file)).toHaveProperty("release");
  });

  test("behavior: a lock of a process that ended is taken over", () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    writeFileSync(file, JSON.stringify({ pid, identity: "1" }));
    expect(acquireLock(file)).toHaveProperty("release");
  });

  test("behavior: a lock whose process id belongs to another process by now is taken over", () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, identity: "long ago" }));
    expect(acquireLock(file)).toHaveProperty("release");
  });

  test("behavior: a damaged lock is taken over, and nothing is left beside it", () => {
    writeFileSync(file, "{");
    expect(acquireLock(file)).toHaveProperty("release");
    expect(readdirSync(folder)).toEqual(["lock"]);
  });
});

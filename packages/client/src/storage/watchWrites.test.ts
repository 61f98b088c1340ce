import { describe, expect, test } from "vitest";
import { createMemoryStorage } from "./createMemoryStorage.ts";
import type { StorageChange } from "./types.ts";
import { watchWrites } from "./watchWrites.ts";

const change = {
  store: "guardians",
  key: "0x01",
  value: { version: 1, accountId: "0x01", draft: [] },
} as const satisfies StorageChange;

describe("watchWrites", () => {
  test("behavior: tells of a write once it is there, and of none that failed", async () => {
    const told: (readonly StorageChange[])[] = [];
    const memory = createMemoryStorage();
    const storage = watchWrites(memory, (changes) => told.push(changes));
    await storage.write([change]);
    expect(told).toEqual([[change]]);
    expect(await storage.get("guardians", "0x01")).toEqual(change.value);
    expect(await storage.list("guardians")).toHaveLength(1);

    const broken = watchWrites({ ...memory, write: () => Promise.reject(new TypeError("full")) }, (changes) =>
      told.push(changes),
    );
    await expect(broken.write([change])).rejects.toThrow("full");
    expect(told).toHaveLength(1);
  });
});

import { describe, expect, test } from "vitest";
import { StorageRecordError } from "../errors.ts";
import { checkVersions } from "./checkVersions.ts";
import { createMemoryStorage } from "./createMemoryStorage.ts";
import type { SettingsRecord } from "./types.ts";

const settings = { version: 1, serverIdentity: "0x01", rpId: "localhost", clockOffsetMs: 0 } as const;

describe("checkVersions", () => {
  test("behavior: records of this version pass", async () => {
    const storage = checkVersions(createMemoryStorage());
    await storage.write([{ store: "settings", key: "device", value: settings }]);
    expect(await storage.get("settings", "device")).toEqual(settings);
    expect(await storage.list("settings")).toEqual([settings]);
    expect(await storage.get("settings", "other")).toBeUndefined();
  });

  test("error: a record of a later version, or of none", async () => {
    for (const changed of [{ ...settings, version: 2 }, { serverIdentity: "0x01" }]) {
      const inner = createMemoryStorage();
      await inner.write([{ store: "settings", key: "device", value: changed as unknown as SettingsRecord }]);
      const storage = checkVersions(inner);
      await expect(storage.get("settings", "device")).rejects.toBeInstanceOf(StorageRecordError);
      await expect(storage.list("settings")).rejects.toBeInstanceOf(StorageRecordError);
    }
  });
});

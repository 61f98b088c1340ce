import { describe, expect, test } from "vitest";
import { createMemoryStorage } from "./createMemoryStorage.ts";

const settings = { version: 1, serverIdentity: "0x01", rpId: "localhost", clockOffsetMs: 0 } as const;

describe("createMemoryStorage", () => {
  test("behavior: values are copies, and a change without a value deletes", async () => {
    const storage = createMemoryStorage();
    await storage.write([{ store: "settings", key: "device", value: settings }]);
    const first = await storage.get("settings", "device");
    expect(first).toEqual(settings);
    expect(first).not.toBe(await storage.get("settings", "device"));
    await storage.write([{ store: "settings", key: "device" }]);
    expect(await storage.get("settings", "device")).toBeUndefined();
    expect(await storage.list("settings")).toEqual([]);
  });

  test("behavior: nothing is written when one value of a write cannot be stored", async () => {
    const storage = createMemoryStorage();
    const unstorable = { ...settings, clockOffsetMs: (() => 0) as unknown as number };
    const writing = storage.write([
      { store: "settings", key: "a", value: settings },
      { store: "settings", key: "b", value: unstorable },
    ]);
    await expect(writing).rejects.toThrow();
    expect(await storage.list("settings")).toEqual([]);
  });

  test("behavior: keeps keys that cannot be exported", async () => {
    const storage = createMemoryStorage();
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const { privateKey } = await crypto.subtle.generateKey(algorithm, false, ["sign"]);
    await storage.write([{ store: "keys", key: "a", value: { version: 1, keyId: "0x02", requestKey: privateKey } }]);
    const stored = await storage.get("keys", "a");
    expect(stored?.requestKey.extractable).toBe(false);
    await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, stored!.requestKey, new Uint8Array(1));
  });
});

import { afterEach, describe, expect, test, vi } from "vitest";
import { createTestContext } from "../testing/createTestContext.ts";
import { lockBusy, tryLock, waitForLock } from "./locks.ts";

function createGate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("tryLock", () => {
  test("behavior: busy while the first one works, free after it, also after a failure", async () => {
    const context = createTestContext();
    const gate = createGate();
    const first = tryLock(context, "a", () => gate.opened.then(() => 1));
    expect(await tryLock(context, "a", async () => 2)).toBe(lockBusy);
    expect(await tryLock(context, "b", async () => 3)).toBe(3);
    gate.open();
    expect(await first).toBe(1);
    await expect(tryLock(context, "a", () => Promise.reject(new TypeError("no")))).rejects.toThrow("no");
    expect(await tryLock(context, "a", async () => 4)).toBe(4);
  });

  test("behavior: in a browser, other tabs of the origin are kept out too", async () => {
    // Node has the real Web Locks; only pages have a window.
    vi.stubGlobal("window", {});
    const [tab, otherTab] = [createTestContext(), createTestContext()];
    const gate = createGate();
    const first = tryLock(tab, "operation", () => gate.opened.then(() => "signed"));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await tryLock(otherTab, "operation", async () => "signed too")).toBe(lockBusy);
    gate.open();
    expect(await first).toBe("signed");
    expect(await tryLock(otherTab, "operation", async () => "taken over")).toBe("taken over");
  });
});

describe("waitForLock", () => {
  test("behavior: one after the other, in the order they came, also after one that failed", async () => {
    const context = createTestContext();
    const steps: string[] = [];
    const work = (name: string) => async () => {
      steps.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      steps.push(`${name} ends`);
      if (name === "one") throw new TypeError(name);
      return name;
    };
    const all = ["one", "two", "three"].map((name) => waitForLock(context, "lock", work(name)));
    const results = await Promise.allSettled(all);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
    expect(steps).toEqual(["one", "two", "three"].flatMap((name) => [`${name} begins`, `${name} ends`]));
    expect(context.memory.running.size).toBe(0);
  });
});

import { afterEach, describe, expect, test, vi } from "vitest";
import { describeError } from "@/features/errors";
import { subscribePush } from "./subscribePush.ts";

afterEach(() => vi.unstubAllGlobals());

type Browser = { readonly permission?: string; readonly active?: boolean; readonly subscribe?: () => Promise<unknown> };

function standIn({ permission = "granted", active = true, subscribe = async () => undefined }: Browser): void {
  const registration = active ? { active: {}, pushManager: { subscribe } } : undefined;
  vi.stubGlobal("window", { PushManager: class {} });
  vi.stubGlobal("navigator", { serviceWorker: { getRegistration: async () => registration } });
  vi.stubGlobal("Notification", { requestPermission: async () => permission });
}

async function wordsOfFailure() {
  const error: unknown = await subscribePush("key").catch((thrown: unknown) => thrown);
  return describeError(error);
}

describe("subscribePush", () => {
  test("error: blocked notifications are told as such, and what to do", async () => {
    standIn({ permission: "denied" });
    expect(await wordsOfFailure()).toMatchObject({
      title: "Notifications are blocked for this site",
      action: "Allow them in the browser's settings for this site, then try again. Or use e-mail.",
    });
  });

  test("error: so is a browser without them, one that is not ready, and one whose push service does not answer", async () => {
    vi.stubGlobal("window", {});
    expect((await wordsOfFailure()).title).toBe("This browser has no notifications");
    standIn({ active: false });
    expect((await wordsOfFailure()).title).toBe("Notifications are not ready yet");
    standIn({ subscribe: () => Promise.reject(new Error("push service error")) });
    expect((await wordsOfFailure()).title).toBe("The browser could not reach its push service");
  });

  test("behavior: gives what the server needs to reach this browser", async () => {
    const subscription = {
      endpoint: "https://push.example/1",
      keys: { p256dh: `B${"A".repeat(86)}`, auth: "A".repeat(22) },
    };
    standIn({ subscribe: async () => ({ toJSON: () => ({ ...subscription, expirationTime: null }) }) });
    expect(await subscribePush("key")).toEqual(subscription);
  });
});

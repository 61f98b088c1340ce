import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { closeSession, extendSession, getSession, holdSession, openSession, setAutoLockMinutes } from "./lockStore";

const minute = 60_000;
const isOpen = () => getSession().openUntil > Date.now();

beforeEach(() => {
  const stored = new Map<string, string>();
  const localStorage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  };
  vi.stubGlobal("window", { localStorage });
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  setAutoLockMinutes(1);
  openSession("0x01");
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("holdSession", () => {
  test("behavior: untouched, the wallet stays open past the chosen time, and at most 15 minutes", () => {
    holdSession();
    vi.advanceTimersByTime(14 * minute);
    expect(isOpen()).toBe(true);
    vi.advanceTimersByTime(minute);
    expect(isOpen()).toBe(false);
  });

  test("behavior: a touch does not shorten it", () => {
    holdSession();
    vi.advanceTimersByTime(minute / 2);
    extendSession();
    vi.advanceTimersByTime(10 * minute);
    expect(isOpen()).toBe(true);
  });

  test("behavior: once it ends, the chosen time counts again", () => {
    const release = holdSession();
    vi.advanceTimersByTime(5 * minute);
    release();
    vi.advanceTimersByTime(minute - 1);
    expect(isOpen()).toBe(true);
    vi.advanceTimersByTime(1);
    expect(isOpen()).toBe(false);
  });

  test("behavior: neither its beginning nor its end opens a locked wallet", () => {
    const release = holdSession();
    closeSession();
    release();
    expect(isOpen()).toBe(false);
    holdSession();
    expect(isOpen()).toBe(false);
  });
});

describe("getSession", () => {
  test("behavior: a time in storage that is further away than any choice is a locked wallet", () => {
    const { accountId, autoLockMinutes } = getSession();
    const openUntil = Date.now() + 16 * minute;
    window.localStorage.setItem("tandem.session", JSON.stringify({ accountId, autoLockMinutes, openUntil }));
    expect(isOpen()).toBe(false);
  });
});

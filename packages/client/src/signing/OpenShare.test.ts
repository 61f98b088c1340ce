import { inspect } from "node:util";
import { dealKey } from "@tandem/frost";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ShareClosedError } from "../errors.ts";
import { OpenShare } from "./OpenShare.ts";

const makeKeyPackage = () => dealKey({ identifiers: [1, 3] }).keyPackages[3];

describe("OpenShare", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("behavior: zeroed by close", () => {
    const keyPackage = makeKeyPackage();
    const share = new OpenShare(keyPackage);
    expect(share.keyPackage.signingShare.some((byte) => byte !== 0)).toBe(true);
    share.close();
    share.close();
    expect(keyPackage.signingShare).toEqual(new Uint8Array(32));
    expect(() => share.keyPackage).toThrow(ShareClosedError);
  });

  test("behavior: zeroed after 30 seconds, not before", () => {
    const keyPackage = makeKeyPackage();
    const share = new OpenShare(keyPackage);
    vi.advanceTimersByTime(29_999);
    expect(share.isOpen).toBe(true);
    vi.advanceTimersByTime(1);
    expect(share.isOpen).toBe(false);
    expect(keyPackage.signingShare).toEqual(new Uint8Array(32));
  });

  test("behavior: nothing of the share in JSON or inspection", () => {
    const keyPackage = makeKeyPackage();
    const share = new OpenShare(keyPackage);
    const hex = Buffer.from(keyPackage.signingShare).toString("hex");
    expect(JSON.stringify({ share })).toBe('{"share":"[secret]"}');
    expect(inspect(share, { depth: 9, showHidden: true })).not.toContain(hex);
    share.close();
  });
});

import { describe, expect, test } from "vitest";
import { isNameLike } from "./isNameLike";

describe("isNameLike", () => {
  test.each(["alice.eth", "pay.alice.eth", "ålice.eth"])("behavior: %s may be a name", (text) => {
    expect(isNameLike(text)).toBe(true);
  });

  test.each(["", "alice", ".eth", "alice.", "a b.eth", "0xabc.eth", "0x12"])("behavior: %j is none", (text) => {
    expect(isNameLike(text)).toBe(false);
  });
});

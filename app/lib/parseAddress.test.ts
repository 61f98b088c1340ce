import { zeroAddress } from "viem";
import { describe, expect, test } from "vitest";
import { parseAddress } from "@/lib/parseAddress";

const friend = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

describe("parseAddress", () => {
  test("behavior: takes a checksummed address, one without capitals, and an ethereum: link", () => {
    expect(parseAddress(friend)).toEqual({ ok: true, address: friend, checksummed: true });
    expect(parseAddress(` ${friend.toLowerCase()} `)).toEqual({ ok: true, address: friend, checksummed: false });
    expect(parseAddress(`ethereum:${friend}`)).toEqual({ ok: true, address: friend, checksummed: true });
  });

  test.each([
    ["", "starts with 0x"],
    ["alice.eth", "starts with 0x"],
    [friend.slice(2), "starts with 0x"],
    [friend.slice(0, -1), "has 41"],
    [`${friend}0`, "has 43"],
    [`0x${"g".repeat(40)}`, "characters that no address has"],
    [friend.replace("C8", "c8"), "typing error"],
    [zeroAddress, "belongs to nobody"],
  ])("error: %s", (input, words) => {
    expect(parseAddress(input)).toMatchObject({ ok: false, problem: expect.stringContaining(words) });
  });
});

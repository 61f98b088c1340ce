import { describe, expect, test } from "vitest";
import { parseContactAddress } from "./parseContactAddress";

const mixed = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

describe("parseContactAddress", () => {
  test("behavior: an address in lower case, or with its right checksum", async () => {
    expect(await parseContactAddress(` ${mixed} `)).toEqual({ address: mixed });
    expect(await parseContactAddress(mixed.toLowerCase())).toEqual({ address: mixed.toLowerCase() });
  });

  test.each(["", "0x12", mixed.replace("C5", "c5"), `0x${"0".repeat(40)}`, "alice.eth"])("error: %s", async (text) => {
    const { address, problem } = await parseContactAddress(text);
    expect(address).toBeUndefined();
    expect(problem).toBeTruthy();
  });
});

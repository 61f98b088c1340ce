import fc from "fast-check";
import { getAddress, zeroAddress } from "viem";
import { describe, expect, test } from "vitest";
import { parseRecipient } from "./parseRecipient";

const own = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const token = "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65";
const friend = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const contracts = { [token.toLowerCase()]: "the GOLD token" };
const parse = (input: string) => parseRecipient({ input, own, contracts });
const hexAddress = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes) => getAddress(`0x${Buffer.from(bytes).toString("hex")}`));

describe("parseRecipient", () => {
  test("behavior: takes a checksummed address, one without capitals, and an ethereum: link", () => {
    expect(parse(friend)).toEqual({ ok: true, address: friend, checksummed: true });
    expect(parse(` ${friend.toLowerCase()} `)).toEqual({ ok: true, address: friend, checksummed: false });
    expect(parse(`ethereum:${friend}`)).toEqual({ ok: true, address: friend, checksummed: true });
    expect(parse(`0X${friend.slice(2).toUpperCase()}`)).toEqual({ ok: true, address: friend, checksummed: false });
  });

  test("behavior: whatever is accepted is the address that was meant, in EIP-55 form", () => {
    fc.assert(
      fc.property(hexAddress, (address) => {
        fc.pre(![own, token, zeroAddress].some((other) => other.toLowerCase() === address.toLowerCase()));
        expect(parse(address.toLowerCase())).toMatchObject({ ok: true, address });
        expect(parse(address)).toMatchObject({ ok: true, address });
      }),
    );
  });

  test("error: one letter in the wrong case is a typing error", () => {
    fc.assert(
      fc.property(hexAddress, fc.nat(39), (address, position) => {
        const index = position + 2;
        const letter = address.charAt(index);
        const flipped = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
        const changed = address.slice(0, index) + flipped + address.slice(index + 1);
        const body = changed.slice(2);
        fc.pre(changed !== address && body !== body.toLowerCase() && body !== body.toUpperCase());
        expect(parse(changed)).toMatchObject({ ok: false, problem: expect.stringContaining("typing error") });
      }),
    );
  });

  test.each([
    ["", "starts with 0x"],
    ["vitalik.eth", "starts with 0x"],
    ["0x12", "has 4"],
    [`${friend}0`, "has 43"],
    [`0x${"g".repeat(40)}`, "characters that no address has"],
    [zeroAddress, "zero address"],
    [own, "your own address"],
    [own.toLowerCase(), "your own address"],
    [token, "the GOLD token"],
  ])("error: %s", (input, words) => {
    expect(parse(input)).toMatchObject({ ok: false, problem: expect.stringContaining(words) });
  });

  test("error: never throws, and accepts nothing but 20 bytes", () => {
    fc.assert(
      fc.property(fc.string(), (input) => {
        const result = parse(input);
        if (result.ok) expect(result.address).toMatch(/^0x[0-9a-fA-F]{40}$/);
      }),
    );
  });
});

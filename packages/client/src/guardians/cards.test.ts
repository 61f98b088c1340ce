import { hashGuardianConfig, toGuardianConfig } from "@tandem/account";
import { describe, expect, test } from "vitest";
import { toCardStates } from "./cards.ts";
import type { GuardianBook, GuardianEntry } from "./types.ts";

const member = (digit: string): GuardianEntry => ({
  name: `Guardian ${digit}`,
  signer: `0x${digit.repeat(40)}`,
  salt: `0x${digit.repeat(64)}`,
  addedAt: 1,
});
const members = [member("1"), member("2"), member("3")];

function createBook(threshold: number, configEpoch: number): GuardianBook & { readonly hash: `0x${string}` } {
  const config = toGuardianConfig({ guardians: members, threshold });
  const current = { config, configEpoch, members };
  const hash = hashGuardianConfig(config, BigInt(configEpoch));
  return { version: 1, accountId: "0x01", current, draft: members, hash };
}

describe("toCardStates", () => {
  const [first, second, third] = members.map(({ signer }) => signer) as [string, string, string];

  test("behavior: who was given nothing, the present card, or one of before", () => {
    const before = createBook(2, 1);
    const { hash, ...book } = createBook(3, 2);
    const given = { [first]: { configHash: hash, at: 2 }, [second]: { configHash: before.hash, at: 1 } };
    expect(toCardStates({ ...book, given })).toEqual({ [first]: "current", [second]: "old", [third]: "none" });
  });

  test("behavior: another threshold alone makes every card old", () => {
    const { hash } = createBook(2, 1);
    const given = Object.fromEntries(members.map(({ signer }) => [signer, { configHash: hash, at: 1 }]));
    const { hash: _, ...book } = createBook(3, 2);
    expect(Object.values(toCardStates({ ...book, given }))).toEqual(["old", "old", "old"]);
  });

  test("behavior: nobody holds a card where there are no guardians", () => {
    expect(toCardStates({ version: 1, accountId: "0x01", draft: members })).toEqual({});
  });
});

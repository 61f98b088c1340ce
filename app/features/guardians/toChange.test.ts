import type { GuardianBook, GuardianEntry } from "@tandem/client";
import { describe, expect, test } from "vitest";
import { toChange } from "./toChange";

const entry = (digit: string): GuardianEntry => ({ name: digit, signer: `0x${digit}`, salt: "0x02", addedAt: 0 });
const [bea, cy, dan] = [entry("a"), entry("b"), entry("c")];
const set = (threshold: number, members: readonly GuardianEntry[]) => ({
  config: { threshold, recoveryDelay: 1, recoveryWindow: 1, configDelay: 1, commitments: members.map(() => "0x") },
  configEpoch: 1,
  members,
});
const book = (parts: object): GuardianBook =>
  ({ version: 1, accountId: "0x01", current: set(2, [bea, cy, dan]), draft: [bea, cy, dan], ...parts }) as GuardianBook; // all that is read

describe("toChange", () => {
  test("behavior: nothing picked and nobody added is no change", () => {
    expect(toChange(book({}), undefined)).toMatchObject({ threshold: 2, isChange: false });
    expect(toChange(book({ draft: [dan, bea, cy] }), 2)).toMatchObject({ isChange: false, hasOtherMembers: false });
  });

  test("behavior: another number alone is a change", () => {
    expect(toChange(book({}), 3)).toMatchObject({ threshold: 3, isChange: true, hasOtherMembers: false });
  });

  test("behavior: with other people it starts from half of them and one more, never from more than there are", () => {
    const two = book({ draft: [bea, cy] });
    expect(toChange(two, undefined)).toMatchObject({ threshold: 2, isChange: true, hasOtherMembers: true });
    expect(toChange(two, 3).threshold).toBe(2);
    expect(toChange(book({ draft: [] }), undefined)).toMatchObject({ threshold: 0, isChange: true });
  });

  test("behavior: after a recovery, whom nobody here can name is not taken out by an empty list", () => {
    const unnamed = { ...set(2, [bea, cy, dan]), members: [] };
    expect(toChange(book({ current: unnamed, draft: [] }), undefined)).toMatchObject({ isChange: false });
    expect(toChange(book({ current: unnamed, draft: [bea] }), undefined)).toMatchObject({ isChange: true });
  });
});

import { toGuardianConfig } from "@tandem/account";
import { zeroHash } from "viem";
import { describe, expect, test } from "vitest";
import { createMember, createSet } from "../../testing/guardianSets.ts";
import { hashSet } from "../guardians/index.ts";
import { chooseCoverage, toEpoch } from "./readCoverage.ts";
import type { RecoverableAccount } from "./types.ts";

const list = createSet("123", 2);
const config = toGuardianConfig({ guardians: ["1", "2", "3"].map(createMember), threshold: 2 });
const card = { config, configEpoch: 2, configHash: zeroHash } as unknown as RecoverableAccount; // all that is read
const signed: RecoverableAccount = { ...card, firstGuardiansSignature: "0x" };

describe("toEpoch", () => {
  const on = (configEpoch: number, set = list) => ({
    configEpoch: BigInt(configEpoch),
    configHash: configEpoch === 0 ? zeroHash : hashSet({ ...set, configEpoch }),
  });

  test("behavior: the number that the network has given the list, whatever the card says", () => {
    expect([1, 2, 7].map((epoch) => toEpoch(card, on(epoch)))).toEqual([1, 2, 7]);
  });

  test("behavior: nothing where another list is in force, or none can be put", () => {
    expect(toEpoch(signed, on(2, createSet("124", 2)))).toBeUndefined();
    expect(toEpoch(card, on(0))).toBeUndefined();
    expect(toEpoch(signed, on(0))).toBe(1);
  });

  test("behavior: guardians in the address count before anything is stored, and only they", () => {
    const inAddress = { ...signed, configHash: hashSet({ ...list, configEpoch: 1 }) };
    expect(toEpoch(inAddress, on(0))).toBe(1);
    expect(toEpoch({ ...inAddress, configHash: hashSet(createSet("45", 1)) }, on(0))).toBeUndefined();
  });
});

describe("chooseCoverage", () => {
  const choose = (...epochs: readonly (number | undefined)[]) =>
    chooseCoverage(
      card,
      epochs.map((configEpoch, index) => ({ chainId: 9 - index, configEpoch })),
    );

  test("behavior: one number, that of most networks, else of the first; in ascending order", () => {
    expect(choose(2, 2, undefined)).toEqual({ configEpoch: 2, chainIds: [8, 9] });
    expect(choose(2, 1, 1)).toEqual({ configEpoch: 1, chainIds: [7, 8] });
    expect(choose(2, 1)).toEqual({ configEpoch: 2, chainIds: [9] });
  });

  test("behavior: where no network has it, all are named under the card's number", () => {
    expect(choose(undefined, undefined)).toEqual({ configEpoch: 2, chainIds: [8, 9] });
  });
});

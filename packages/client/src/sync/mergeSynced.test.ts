import { SyncedData, type SyncedGuardianSet } from "@tandem/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeKnown } from "../guardians/index.ts";
import { emptySynced } from "./localCopy.ts";
import { mergeSynced } from "./mergeSynced.ts";

const contact = (digit: string, name: string, updatedAt = 1) => ({
  address: `0x${digit.repeat(40)}` as const,
  name,
  updatedAt,
});
const withContacts = (...contacts: SyncedData["contacts"]): SyncedData => ({ ...emptySynced, contacts });

const set = (configEpoch: number): SyncedGuardianSet => ({
  config: { threshold: 1, recoveryDelay: 1, recoveryWindow: 1, configDelay: 1, commitments: [] },
  configEpoch,
  members: [],
});

describe("mergeSynced", () => {
  const bea = contact("1", "Bea");
  const cy = contact("2", "Cy");

  test("behavior: what each side added is there; what one side took out is gone", () => {
    const base = withContacts(bea);
    const merged = mergeSynced({ base, local: withContacts(bea, cy), remote: withContacts() });
    expect(merged.contacts).toEqual([cy]);
  });

  test("behavior: two sides that never compared lose nothing", () => {
    const merged = mergeSynced({ base: undefined, local: withContacts(bea), remote: withContacts(cy) });
    expect(merged.contacts).toEqual([cy, bea]);
  });

  test("behavior: of a contact that both changed the later one holds, and a change wins over a deletion", () => {
    const base = withContacts(bea, cy);
    const local = withContacts(contact("1", "Beatrix", 5));
    const remote = withContacts(contact("1", "B.", 4), contact("2", "Cyrus", 4));
    const merged = mergeSynced({ base, local, remote });
    expect(merged.contacts.map(({ name }) => name)).toEqual(["Beatrix", "Cyrus"]);
  });

  test("behavior: a setting that both changed is this device's; one that only the other changed is the other's", () => {
    const base = { ...emptySynced, settings: { theme: "light", lock: 5 } };
    const local = { ...emptySynced, settings: { theme: "dark", lock: 5 } };
    const remote = { ...emptySynced, settings: { theme: "system", lock: 1 } };
    expect(mergeSynced({ base, local, remote }).settings).toEqual({ theme: "dark", lock: 1 });
  });

  test("behavior: the later configuration of guardians is in force, and is no longer to come", () => {
    const base = { ...emptySynced, guardians: { current: set(1), next: set(2), draft: [] } };
    const local = { ...emptySynced, guardians: { current: set(1), next: set(2), draft: [], given: {} } };
    const remote = { ...emptySynced, guardians: { current: set(2), draft: [] } };
    const merged = mergeSynced({ base, local, remote });
    expect(merged.guardians).toEqual({ current: set(2), draft: [] });
  });

  test("behavior: guardians that only the other device knows are taken, and none are lost to a new device", () => {
    const remote = { ...emptySynced, guardians: { current: set(1), draft: [] } };
    expect(mergeSynced({ base: undefined, local: emptySynced, remote }).guardians).toEqual(remote.guardians);
  });

  test("behavior: what any of the devices knows of sets that a network may have is never lost, however they meet", () => {
    const sets = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 6 });
    const of = (epochs: readonly number[]): SyncedData => ({
      ...emptySynced,
      guardianSets: mergeKnown(epochs.map((epoch) => ({ ...set(epoch), at: epoch }))) as never, // as a device writes them
    });
    const epochsOf = ({ guardianSets = [] }: SyncedData) => guardianSets.map(({ configEpoch }) => configEpoch);
    fc.assert(
      fc.property(sets, sets, sets, (base, mine, theirs) => {
        const merged = mergeSynced({ base: of(base), local: of(mine), remote: of(theirs) });
        const both = [...new Set([...mine, ...theirs])].sort((left, right) => right - left);
        expect(epochsOf(merged)).toEqual(both);
        expect(epochsOf(mergeSynced({ base: of(theirs), local: merged, remote: of(theirs) }))).toEqual(both);
      }),
    );
  });

  test("behavior: two changes that wait at once, on two networks, are both known afterwards", () => {
    const [here, there] = [
      { ...set(2), at: 5 },
      { ...set(4), at: 6 },
    ];
    const base = { ...emptySynced, guardians: { current: set(1), draft: [] } };
    const local = { ...base, guardians: { ...base.guardians, next: set(2) }, guardianSets: [here] };
    const remote = { ...base, guardians: { ...base.guardians, next: set(4) }, guardianSets: [there] };
    const merged = mergeSynced({ base, local, remote });
    expect(merged).toMatchObject({ guardians: { next: set(4) }, guardianSets: [there, here] });
  });

  test("behavior: a device of before, which does not know of them, takes none away", () => {
    const known = { ...emptySynced, guardianSets: [{ ...set(1), at: 1 }] };
    expect(mergeSynced({ base: known, local: emptySynced, remote: known })).toEqual(known);
    expect(SyncedData.parse(emptySynced).guardianSets).toBeUndefined();
  });

  test("behavior: members of a later version are kept", () => {
    const remote = { ...emptySynced, later: { kept: true } };
    expect(mergeSynced({ base: remote, local: emptySynced, remote })).toMatchObject({ later: { kept: true } });
  });
});

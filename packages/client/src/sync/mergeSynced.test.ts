import type { SyncedData, SyncedGuardianSet } from "@tandem/protocol";
import { describe, expect, test } from "vitest";
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

  test("behavior: members of a later version are kept", () => {
    const remote = { ...emptySynced, later: { kept: true } };
    expect(mergeSynced({ base: remote, local: emptySynced, remote })).toMatchObject({ later: { kept: true } });
  });
});

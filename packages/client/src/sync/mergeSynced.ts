import type {
  Contact,
  GuardianCard,
  SyncedData,
  SyncedGuardianSet,
  SyncedGuardians,
  SyncedKnownSet,
} from "@tandem/protocol";
import { mergeKnown } from "../guardians/index.ts";
import { isSame } from "./isSame.ts";

export type MergeSyncedParameters = {
  /** What both sides had when they last compared; undefined where they never did. */
  readonly base: SyncedData | undefined;
  /** As this device has it. */
  readonly local: SyncedData;
  /** As the other devices have it. */
  readonly remote: SyncedData;
};

/**
 * Three-way merge of what an account's devices share. What only one side changed since `base` is taken from it, entry by
 * entry, deletions too. Where both changed the same: of a contact or a card the later one, of the guardians in force those of
 * the later configuration, of anything else this device's. Configurations that a network may still have are all
 * kept. Members of a later version are kept as the other side has them.
 */
export function mergeSynced({ base, local, remote }: MergeSyncedParameters): SyncedData {
  const guardians = mergeGuardians(base?.guardians, local.guardians, remote.guardians);
  const { guardians: _, guardianSets: __, ...rest } = remote;
  const guardianSets = mergeKnown(local.guardianSets ?? [], remote.guardianSets ?? []);
  return {
    ...rest,
    contacts: mergeLists(sidesOf("contacts"), ({ address }) => address, laterContact),
    settings: mergeRecords(sidesOf("settings"), (mine) => mine),
    labels: mergeRecords(sidesOf("labels"), (mine) => mine),
    cards: mergeLists(sidesOf("cards"), ({ address, guardian }) => `${address}:${guardian.signer}`, laterCard),
    ...(guardians && { guardians }),
    // Of the wire's own kind, as they came.
    ...(guardianSets.length > 0 && { guardianSets: guardianSets as SyncedKnownSet[] }),
  };

  function sidesOf<name extends keyof SyncedData>(name: name): Sides<SyncedData[name]> {
    return { base: base?.[name], local: local[name], remote: remote[name] };
  }
}

type Sides<value> = { readonly base: value | undefined; readonly local: value; readonly remote: value };

/** Of two that both changed. */
type Choose<value> = (mine: value, theirs: value) => value;

const laterContact: Choose<Contact> = (mine, theirs) => (theirs.updatedAt > mine.updatedAt ? theirs : mine);
const laterCard: Choose<GuardianCard> = (mine, theirs) => (theirs.issuedAt > mine.issuedAt ? theirs : mine);

function mergeLists<entry>(
  { base, local, remote }: Sides<readonly entry[]>,
  nameOf: (entry: entry) => string,
  choose: Choose<entry>,
): entry[] {
  const toRecord = (entries: readonly entry[] = []) => Object.fromEntries(entries.map((one) => [nameOf(one), one]));
  const sides = { base: toRecord(base), local: toRecord(local), remote: toRecord(remote) };
  return Object.values(mergeRecords(sides, choose));
}

function mergeRecords<value>(sides: Sides<Readonly<Record<string, value>>>, choose: Choose<value>) {
  const { base = {}, local, remote } = sides;
  const merged: Record<string, value> = {};
  for (const name of new Set([...Object.keys(remote), ...Object.keys(local)])) {
    const value = mergeOne({ base: base[name], local: local[name], remote: remote[name] }, choose);
    if (value !== undefined) merged[name] = value;
  }
  return merged;
}

/** Undefined stands for what is not there. A change wins over a deletion. */
function mergeOne<value>({ base, local, remote }: Sides<value | undefined>, choose: Choose<value>): value | undefined {
  if (isSame(local, remote) || isSame(local, base)) return remote;
  if (isSame(remote, base)) return local;
  return local !== undefined && remote !== undefined ? choose(local, remote) : (local ?? remote);
}

function mergeGuardians(
  base: SyncedGuardians | undefined,
  local: SyncedGuardians | undefined,
  remote: SyncedGuardians | undefined,
): SyncedGuardians | undefined {
  if (!local || !remote) return mergeOne({ base, local, remote }, (mine) => mine);
  const current = mergeOne({ base: base?.current, local: local.current, remote: remote.current }, laterSet);
  const next = mergeOne({ base: base?.next, local: local.next, remote: remote.next }, laterSet);
  const given = mergeRecords(
    { base: base?.given ?? {}, local: local.given ?? {}, remote: remote.given ?? {} },
    (mine, theirs) => (theirs.at > mine.at ? theirs : mine),
  );
  const draft = mergeOne({ base: base?.draft, local: local.draft, remote: remote.draft }, (mine) => mine);
  return {
    ...(current && { current }),
    // One that is in force on the other device is no longer to come.
    ...(next && next.configEpoch > (current?.configEpoch ?? 0) && { next }),
    draft: draft ?? [],
    ...(Object.keys(given).length > 0 && { given }),
  };
}

const laterSet: Choose<SyncedGuardianSet> = (mine, theirs) => (theirs.configEpoch > mine.configEpoch ? theirs : mine);

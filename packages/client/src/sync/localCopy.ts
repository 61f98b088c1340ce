import { SyncedData } from "@tandem/protocol";
import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { type GuardianBook, readBook } from "../guardians/index.ts";
import type { StorageChange, SyncedRecord } from "../storage/index.ts";
import { isSame } from "./isSame.ts";

export const emptySynced: SyncedData = { schema: 1, contacts: [], settings: {}, labels: {}, cards: [] };

/** The newest cards that are shared; a person guards few accounts. */
const maxCards = 32;

export async function readSyncedRecord({ storage }: ClientContext, accountId: Hex): Promise<SyncedRecord> {
  const known = await storage.get("synced", accountId);
  return known ?? { version: 1, accountId, data: emptySynced, seenVersion: 0 };
}

/** All that this device would share of an account: its record, the guardian book, and the cards of people it guards. */
export async function readLocalCopy(
  context: ClientContext,
  accountId: Hex,
): Promise<{ readonly record: SyncedRecord; readonly local: SyncedData }> {
  const [record, book, cards] = await Promise.all([
    readSyncedRecord(context, accountId),
    readBook(context, accountId),
    context.storage.list("guardianCards"),
  ]);
  const shared = toShared(book);
  const newest = [...cards].sort((one, other) => other.savedAt - one.savedAt).slice(0, maxCards);
  const { guardians: _, guardianSets: __, ...data } = record.data;
  const local = { ...data, cards: newest.map(({ card }) => card), ...shared };
  // As it comes back from the others: parsed, and without members that are undefined.
  return { record, local: SyncedData.parse(JSON.parse(JSON.stringify(local))) };
}

/** Writes what was merged into the stores it belongs to, in one transaction. */
export async function writeLocalCopy(
  context: ClientContext,
  parameters: {
    readonly accountId: Hex;
    readonly local: SyncedData;
    readonly merged: SyncedData;
    /** What all devices have; default `merged`. */
    readonly base?: SyncedData;
    readonly version: number;
  },
): Promise<void> {
  const { accountId, local, merged, base = merged, version } = parameters;
  const changes: StorageChange[] = [
    {
      store: "synced",
      key: accountId,
      value: { version: 1, accountId, data: merged, base, seenVersion: version },
    },
  ];
  const { guardians, guardianSets: known } = merged;
  if (guardians && !(isSame(guardians, local.guardians) && isSame(known, local.guardianSets))) {
    const value = { version: 1, accountId, ...guardians, ...(known && { known }) } as const;
    changes.push({ store: "guardians", key: accountId, value });
  }
  const savedAt = context.now();
  for (const card of merged.cards) {
    if (local.cards.some((known) => isSame(known, card))) continue;
    const key = `${card.address}:${card.guardian.signer}`;
    changes.push({ store: "guardianCards", key, value: { version: 1, card, savedAt, sharedBy: accountId } });
  }
  await context.storage.write(changes);
}

/** A book in which nothing was ever written is not shared: it would say that there are no guardians. */
function toShared(book: GuardianBook): Pick<SyncedData, "guardians" | "guardianSets"> {
  const { current, next, draft, given, known } = book;
  if (!current && !next && draft.length === 0) return {};
  const shared = { guardians: { current, next, draft, given }, ...(known && { guardianSets: known }) };
  // The same members; the wire's arrays are mutable.
  return shared as unknown as Pick<SyncedData, "guardians" | "guardianSets">;
}

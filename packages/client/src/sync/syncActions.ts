import { SyncedData } from "@tandem/protocol";
import type { Hex } from "viem";
import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { OperationBusyError } from "../errors.ts";
import { waitForLock } from "../locks.ts";
import { getRequestKey } from "../requests/index.ts";
import type { SyncedRecord } from "../storage/index.ts";
import type { AccountParameters } from "../types.ts";
import { isSame } from "./isSame.ts";
import { readLocalCopy, readSyncedRecord, writeLocalCopy } from "./localCopy.ts";
import { mergeSynced } from "./mergeSynced.ts";
import { readRemoteCopy, writeRemoteCopy } from "./remoteCopy.ts";
import type { SyncReport, UpdateSyncedParameters } from "./types.ts";

/** How often another device, or a change on this one, may come in between. */
const maxTries = 8;

/** What the account's devices share, as this device has it. Asks nobody. */
export async function getSynced(context: ClientContext, { accountId }: AccountParameters): Promise<SyncedData> {
  return (await readLocalCopy(context, accountId)).local;
}

/** Changes it on this device; it reaches the others with the next `synchronise`, which every change begins. */
export async function updateSynced(
  context: ClientContext,
  { accountId, change }: UpdateSyncedParameters,
): Promise<SyncedData> {
  return waitForLock(context, `synced:${accountId}`, async () => {
    const record = await readSyncedRecord(context, accountId);
    const data = SyncedData.parse(change(record.data));
    await context.storage.write([{ store: "synced", key: accountId, value: { ...record, data } }]);
    return data;
  });
}

/**
 * Compares this device with the others: theirs is merged in, and what was changed here is written. Never prompts: until a
 * passkey has opened the vault on this device it says so.
 *
 * @throws ServiceUnreachableError, CosignerMisbehavedError (an older copy than was seen), OperationBusyError
 */
export async function synchronise(context: ClientContext, { accountId }: AccountParameters): Promise<SyncReport> {
  const { account } = await getRecord(context, accountId);
  if (!account.hasVault || account.unlock === "password") return { status: "this-device-only", isChanged: false };
  return waitForLock(context, `synchronise:${accountId}`, async () => {
    const { sync: keys } = await getRequestKey(context, accountId);
    if (!keys || keys.keyEpoch !== account.keyEpoch) return { status: "waits-for-passkey", isChanged: false };
    for (let tries = 1; tries <= maxTries; tries++) {
      const report = await tryOnce(context, accountId, keys);
      if (report) return report;
    }
    throw new OperationBusyError();
  });
}

/** Undefined where something came in between. */
async function tryOnce(
  context: ClientContext,
  accountId: Hex,
  keys: Parameters<typeof readRemoteCopy>[1]["keys"],
): Promise<SyncReport | undefined> {
  const { record, local } = await readLocalCopy(context, accountId);
  const { base, seenVersion, sent } = record;
  const remote = await readRemoteCopy(context, { accountId, keys, seenVersion });
  if (sent && remote.version === sent.version && isSame(remote.data, sent.data)) {
    // The page was closed, or the answer lost, when it had arrived: what was changed since is a change of that.
    return keepCompared(context, { accountId, local: sent.local, merged: sent.data, version: sent.version });
  }
  const isUnread = remote.data === undefined && remote.version > 0;
  // Another device has written under a data key that this one has yet to follow to: it would be written over.
  if (isUnread && base && remote.version > seenVersion) return { status: "waits-for-passkey", isChanged: false };
  const merged = remote.data ? mergeSynced({ base, local, remote: remote.data }) : local;
  const isNews = remote.data ? !isSame(merged, remote.data) || remote.isSealedBefore : !isSame(merged, base ?? {});
  const hasContent = remote.data !== undefined || !isEmpty(merged);
  const isWritten = isNews && hasContent;
  if (isWritten) await noteSent(context, accountId, { version: remote.version + 1, local, data: merged });
  const version = isWritten
    ? await writeRemoteCopy(context, { accountId, keys, version: remote.version, data: merged })
    : remote.version;
  if (version === undefined) return undefined;
  return keepCompared(context, { accountId, local, merged, version });
}

async function noteSent(
  context: ClientContext,
  accountId: Hex,
  sent: NonNullable<SyncedRecord["sent"]>,
): Promise<void> {
  await waitForLock(context, `synced:${accountId}`, async () => {
    const record = await readSyncedRecord(context, accountId);
    await context.storage.write([{ store: "synced", key: accountId, value: { ...record, sent } }]);
  });
}

type Compared = {
  readonly accountId: Hex;
  /** As this device had it. */
  readonly local: SyncedData;
  /** As all others have it now. */
  readonly merged: SyncedData;
  readonly version: number;
};

/** Writes down what all devices have now. Undefined where something was changed here meanwhile, which is kept. */
async function keepCompared(
  context: ClientContext,
  { accountId, local, merged, version }: Compared,
): Promise<SyncReport | undefined> {
  return waitForLock(context, `synced:${accountId}`, async () => {
    const now = await readLocalCopy(context, accountId);
    if (!isSame(now.local, local)) {
      // What was changed meanwhile is a change of what the others now have: without that base it would look undone there.
      const next = mergeSynced({ base: local, local: now.local, remote: merged });
      await writeLocalCopy(context, { accountId, local: now.local, merged: next, base: merged, version });
      return undefined;
    }
    const { base, seenVersion } = now.record;
    if (!isSame(merged, base ?? {}) || version !== seenVersion) {
      await writeLocalCopy(context, { accountId, local, merged, version });
    }
    return { status: "done", isChanged: !isSame(merged, local) };
  });
}

/** Whether nothing was changed here since the devices last compared, or began to. Asks nobody. */
export async function isSynchronised(context: ClientContext, { accountId }: AccountParameters): Promise<boolean> {
  const { record, local } = await readLocalCopy(context, accountId);
  if (record.sent && isSame(local, record.sent.local)) return true;
  return record.base ? isSame(local, record.base) : isEmpty(local);
}

function isEmpty({ contacts, settings, labels, cards, guardians }: SyncedData): boolean {
  const counts = [contacts.length, cards.length, Object.keys(settings).length, Object.keys(labels).length];
  return guardians === undefined && counts.every((count) => count === 0);
}

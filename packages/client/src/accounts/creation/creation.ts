import type { ClientContext } from "../../context.ts";
import { getRequestKey } from "../../requests/index.ts";
import type { CreationRecord, KeyRecord } from "../../storage/index.ts";
import { creationKey } from "../../storage/index.ts";

export const defaultDeviceName = "This device";

/** A creation under way: what is written down, and the PRF value only while it is needed. */
export type Creation = {
  readonly record: CreationRecord;
  readonly key: KeyRecord;
  /** Secret, from the last prompt. Whoever ends the creation zeroes it. */
  readonly prf?: Uint8Array<ArrayBuffer> | undefined;
};

export async function loadCreation(context: ClientContext): Promise<Creation | undefined> {
  const record = await context.storage.get("creations", creationKey);
  return record && { record, key: await getRequestKey(context, record.accountId) };
}

/** Writes the next stage down before anything else happens, so that a reload goes on from there. */
export async function saveCreation(
  context: ClientContext,
  creation: Creation,
  changes: Partial<CreationRecord>,
): Promise<Creation> {
  const record = { ...creation.record, ...changes };
  await context.storage.write([{ store: "creations", key: creationKey, value: record }]);
  return { ...creation, record };
}

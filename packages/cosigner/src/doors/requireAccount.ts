import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { type AccountKey, type AccountRecord, getAccountRecord } from "../store/index.ts";

export type AccountStatus = AccountRecord["status"];

/**
 * The account, for a request key that is one of its devices. Whether the account, the device or their tie is missing
 * is not told: all of it is 404.
 *
 * @throws ServiceError `unknown_id`, or `intent_conflict` when its creation stands at another step.
 */
export async function requireAccount(
  context: Context,
  parameters: { readonly accountId: Hex; readonly keyId: Hex; readonly status?: readonly AccountStatus[] },
): Promise<AccountRecord> {
  const record = await getAccountRecord(context.database, parameters.accountId);
  assertDevice(record, parameters.keyId);
  const { status = ["active"] } = parameters;
  if (!status.includes(record.status)) {
    // Where only a finished account counts, an unfinished one is none.
    if (status.every((wanted) => wanted === "active")) throw unknownAccount();
    throw new ServiceError("intent_conflict", "The account's creation stands at another step.", {
      action: "Reload the page; it goes on where the creation stands.",
    });
  }
  return record;
}

/** @throws ServiceError `unknown_id` */
export function assertDevice(record: AccountRecord | undefined, keyId: Hex): asserts record is AccountRecord {
  if (!record?.devices.some((device) => device.keyId === keyId)) throw unknownAccount();
}

/** The key of an account past its key generation. */
export function requireKey(record: AccountRecord): AccountKey {
  if (!record.key) throw unknownAccount();
  return record.key;
}

export function unknownAccount(): ServiceError {
  return new ServiceError("unknown_id", "There is no such account for this device.");
}

import type { Context } from "../context.ts";
import { unknownAccount } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import { type AccountRecord, getAccountRecord, type KitRecord } from "../store/index.ts";
import type { Caller } from "./rules.ts";

/**
 * The account, for the request key of one of its kits: the kit's door.
 *
 * @throws ServiceError `unknown_id`; `epoch_stale` for a kit of a key that was replaced.
 */
export async function requireKit(
  context: Context,
  { accountId, keyId }: Caller,
): Promise<{ readonly record: AccountRecord; readonly kit: KitRecord }> {
  const record = await getAccountRecord(context.database, accountId);
  const kit = record?.kits.find((candidate) => candidate.keyId === keyId);
  if (record?.status !== "active" || !kit) throw unknownKit();
  if (kit.publicKey !== record.key?.publicKey) throw kitReplaced();
  return { record, kit };
}

export function kitReplaced(): ServiceError {
  return new ServiceError("epoch_stale", "This kit is of a key that the account no longer has.", {
    action: "Use a newer kit.",
  });
}

export function kitOutdated(): ServiceError {
  return new ServiceError("epoch_stale", "The account's shares were renewed without this kit.", {
    rule: "kit-outdated",
    action: "Make another kit on a device of the account.",
  });
}

function unknownKit(): ServiceError {
  const { shortMessage } = unknownAccount();
  return new ServiceError("unknown_id", shortMessage, { action: "Use the kit that was made last." });
}

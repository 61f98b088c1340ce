import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { AccountNotFoundError } from "../errors.ts";
import type { KeyRecord } from "../storage/index.ts";

/** @throws AccountNotFoundError when this device has no key for the account. */
export async function getRequestKey({ storage }: ClientContext, accountId: Hex): Promise<KeyRecord> {
  const record = await storage.get("keys", accountId);
  if (!record) throw new AccountNotFoundError();
  return record;
}

import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { AccountNotFoundError } from "../errors.ts";
import type { AccountRecord } from "../storage/index.ts";

/** @throws AccountNotFoundError */
export async function getRecord({ storage }: ClientContext, accountId: Hex): Promise<AccountRecord> {
  const record = await storage.get("accounts", accountId);
  if (!record) throw new AccountNotFoundError();
  return record;
}

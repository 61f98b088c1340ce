import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import type { GuardianBook } from "./types.ts";

/** What this device keeps of an account's guardians; empty where there are none. */
export async function readBook({ storage }: ClientContext, accountId: Hex): Promise<GuardianBook> {
  return (await storage.get("guardians", accountId)) ?? { version: 1, accountId, draft: [] };
}

export async function writeBook({ storage }: ClientContext, book: GuardianBook): Promise<GuardianBook> {
  await storage.write([{ store: "guardians", key: book.accountId, value: book }]);
  return book;
}

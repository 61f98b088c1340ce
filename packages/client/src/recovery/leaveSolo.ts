import type { Hex } from "viem";
import { removeAccount } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { readBook } from "../guardians/index.ts";

/** The account goes on under the new key: what only this device knew of it comes along, and the old key's part goes. */
export async function leaveSolo(
  context: ClientContext,
  { from, to }: { readonly from: Hex; readonly to: Hex },
): Promise<void> {
  const { storage } = context;
  const [book, synced] = await Promise.all([readBook(context, from), storage.get("synced", from)]);
  await storage.write([
    { store: "guardians", key: to, value: { ...book, accountId: to } },
    ...(synced
      ? [
          {
            store: "synced",
            key: to,
            value: { version: 1, accountId: to, data: synced.data, seenVersion: 0 },
          } as const,
        ]
      : []),
  ]);
  await removeAccount(context, { accountId: from });
}

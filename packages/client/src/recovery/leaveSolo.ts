import type { Hex } from "viem";
import { removeAccount } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { type GuardianSet, readBook } from "../guardians/index.ts";

/** The account goes on under the new key: what only this device knew of it comes along, and the old key's part goes. */
export async function leaveSolo(
  context: ClientContext,
  { from, to, guardians }: { readonly from: Hex; readonly to: Hex; readonly guardians: GuardianSet | undefined },
): Promise<void> {
  const { storage } = context;
  const [book, synced] = await Promise.all([readBook(context, from), storage.get("synced", from)]);
  // Where the present key came out of files, this device may know of the account no more than its kit says.
  const known = !book.current && guardians && { current: guardians, draft: guardians.members };
  await storage.write([
    { store: "guardians", key: to, value: { ...book, accountId: to, ...known } },
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

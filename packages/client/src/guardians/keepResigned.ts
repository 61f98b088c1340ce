import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import type { AccountParameters } from "../types.ts";
import { sendCards } from "./cards.ts";
import { readBook, writeBook } from "./guardianBook.ts";
import { isSignedFirst } from "./hashFirst.ts";
import { putFirst } from "./putFirst.ts";

/**
 * After a change of the key: the first guardians, signed by the new one, take the place of what the old key signed. Service
 * and guardians are told; where that fails, reading the guardians' state tells the service again.
 */
export async function keepResigned(
  context: ClientContext,
  { accountId, ownerSignature }: AccountParameters & { readonly ownerSignature: `0x${string}` },
): Promise<void> {
  const { account } = await getRecord(context, accountId);
  const book = await readBook(context, accountId);
  const current = book.current && { ...book.current, ownerSignature };
  // The list may have changed meanwhile.
  if (!current || !isSignedFirst(account, current)) return;
  await writeBook(context, { ...book, current });
  await putFirst(context, accountId, current)
    .then(() => sendCards(context, { accountId }))
    .catch(() => undefined);
}

import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import type { AccountParameters } from "../types.ts";
import { sendCards } from "./cards.ts";
import { changeBook } from "./guardianBook.ts";
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
  const { current } = await changeBook(context, accountId, (book) => {
    const resigned = book.current && { ...book.current, ownerSignature };
    // The list may have changed meanwhile.
    return isSignedFirst(account, resigned) ? { ...book, current: resigned } : book;
  });
  if (current?.ownerSignature !== ownerSignature) return;
  await putFirst(context, accountId, current)
    .then(() => sendCards(context, { accountId }))
    .catch(() => undefined);
}

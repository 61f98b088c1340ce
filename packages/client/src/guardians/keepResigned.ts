import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import type { AccountParameters } from "../types.ts";
import { sendCards } from "./cards.ts";
import { findFirst, withFirst } from "./firstSet.ts";
import { changeBook } from "./guardianBook.ts";
import { isSignedFirst } from "./hashFirst.ts";
import { putFirst } from "./putFirst.ts";

/**
 * The first guardians, signed anew, take the place of what was signed before, by an earlier key or for an earlier list. Service
 * and guardians are told; where that fails, reading the guardians' state tells the service again.
 */
export async function keepResigned(
  context: ClientContext,
  { accountId, ownerSignature }: AccountParameters & { readonly ownerSignature: `0x${string}` },
): Promise<void> {
  const { account } = await getRecord(context, accountId);
  const now = context.now();
  const first = findFirst(
    await changeBook(context, accountId, (book) => {
      const resigned = withFirst(book, ownerSignature, now);
      // The list may have changed meanwhile.
      return isSignedFirst(account, findFirst(resigned)) ? resigned : book;
    }),
  );
  if (first?.ownerSignature !== ownerSignature) return;
  await putFirst(context, accountId, first)
    .then(() => sendCards(context, { accountId }))
    .catch(() => undefined);
}

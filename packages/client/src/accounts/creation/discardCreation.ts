import type { ClientContext } from "../../context.ts";
import { forgetServer } from "../../requests/index.ts";
import { creationKey } from "../../storage/index.ts";

/** Forgets an unfinished creation with its request key. */
export async function discardCreation(context: ClientContext): Promise<void> {
  const record = await context.storage.get("creations", creationKey);
  if (!record) return;
  const accounts = await context.storage.list("accounts");
  await context.storage.write([
    { store: "creations", key: creationKey },
    { store: "keys", key: record.accountId },
    ...(accounts.length === 0 ? [forgetServer] : []),
  ]);
}

import type { ClientContext } from "../context.ts";
import { confirmWithPasskey } from "../signing/index.ts";
import type { UnlockParameters } from "../types.ts";
import { getRecord } from "./getRecord.ts";

/** Proves that the passkey (or the password) opens the share on this device, and forgets the share at once. */
export async function unlock(context: ClientContext, { accountId, password }: UnlockParameters): Promise<void> {
  const record = await getRecord(context, accountId);
  const { share } = await confirmWithPasskey(context, { record, challenge: context.randomBytes(32), password });
  share.close();
}

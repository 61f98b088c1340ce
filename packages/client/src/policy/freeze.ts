import { FreezeState } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";
import type { AccountParameters } from "../types.ts";
import { sendAction } from "./sendAction.ts";

/** Whether the account is frozen, by whom, and when that ends. */
export async function getFreeze(context: ClientContext, { accountId }: AccountParameters): Promise<FreezeState> {
  const key = await getRequestKey(context, accountId);
  return sendSignedRequest(context, { key, method: "GET", path: `/accounts/${accountId}/freeze`, schema: FreezeState });
}

/** Stops co-signing for the account at once (`freeze`), or ends that (`unfreeze`). */
export function setFreeze(
  context: ClientContext,
  { accountId, action }: AccountParameters & { readonly action: "freeze" | "unfreeze" },
): Promise<FreezeState> {
  return sendAction(context, { accountId, path: `/${action}`, action, body: {}, schema: FreezeState });
}

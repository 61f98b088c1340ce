import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { getRequestKey, noBody, sendSignedRequest } from "../requests/index.ts";
import { proveAction } from "../signing/index.ts";
import type { WaitParameters } from "./types.ts";

/** Says yes (`confirm`) or no (`cancel`) to a change that waits, with a passkey. */
export async function answerWait(
  context: ClientContext,
  { accountId, waitId, answer }: WaitParameters & { readonly answer: "cancel" | "confirm" },
): Promise<void> {
  const [record, key] = await Promise.all([getRecord(context, accountId), getRequestKey(context, accountId)]);
  const proof = await proveAction(context, { record, action: `${answer}-wait`, body: { waitId } });
  const path = `/accounts/${accountId}/waits/${waitId}/${answer}`;
  await sendSignedRequest(context, { key, method: "POST", path, body: { proof }, schema: noBody });
}

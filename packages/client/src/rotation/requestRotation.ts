import { Wait } from "@tandem/protocol";
import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";
import { proveAction } from "../signing/index.ts";
import type { AccountParameters } from "../types.ts";

/** Asks for a change of the key. Every device is told, and any of them may stop it. */
export async function requestRotation(context: ClientContext, { accountId }: AccountParameters): Promise<Wait> {
  const [record, key] = await Promise.all([getRecord(context, accountId), getRequestKey(context, accountId)]);
  const proof = await proveAction(context, { record, action: "request-rotation", body: {} });
  const path = `/accounts/${accountId}/rotations/request`;
  return sendSignedRequest(context, { key, method: "POST", path, body: { proof }, schema: Wait });
}

import { Activity } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";
import type { GetActivityParameters } from "../types.ts";

/** One page of operations and transfers, newest first; pass `cursor` on for the next. */
export async function getActivity(
  context: ClientContext,
  { accountId, cursor }: GetActivityParameters,
): Promise<Activity> {
  const key = await getRequestKey(context, accountId);
  const query = cursor === undefined ? "" : `?cursor=${encodeURIComponent(cursor)}`;
  const path = `/accounts/${accountId}/activity${query}`;
  return sendSignedRequest(context, { key, method: "GET", path, schema: Activity });
}

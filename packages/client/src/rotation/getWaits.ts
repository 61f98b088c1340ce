import { Waits } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";
import type { AccountParameters } from "../types.ts";
import type { AccountWait } from "./types.ts";

/** Changes that have not taken effect yet, oldest first. */
export async function getWaits(
  context: ClientContext,
  { accountId }: AccountParameters,
): Promise<readonly AccountWait[]> {
  const key = await getRequestKey(context, accountId);
  const path = `/accounts/${accountId}/waits`;
  const { waits } = await sendSignedRequest(context, { key, method: "GET", path, schema: Waits });
  return waits.map((wait) => ({ ...wait, isOwn: wait.askedBy === key.keyId }));
}

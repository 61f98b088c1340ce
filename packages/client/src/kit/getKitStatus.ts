import { KitStatus } from "@tandem/protocol";
import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";

/** The kit there is, and whether this device may make one now. */
export async function getKitStatus(
  context: ClientContext,
  { accountId }: { readonly accountId: Hex },
): Promise<KitStatus> {
  const key = await getRequestKey(context, accountId);
  return sendSignedRequest(context, { key, method: "GET", path: `/accounts/${accountId}/kit`, schema: KitStatus });
}

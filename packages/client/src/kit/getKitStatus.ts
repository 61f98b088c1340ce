import { KitStatus } from "@tandem/protocol";
import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";

/**
 * The kit there is, and whether this device may make one now. What brings the kit along after a renewal of the shares stays
 * on this device: without the service nobody else has it.
 */
export async function getKitStatus(
  context: ClientContext,
  { accountId }: { readonly accountId: Hex },
): Promise<KitStatus> {
  const key = await getRequestKey(context, accountId);
  const path = `/accounts/${accountId}/kit`;
  const status = await sendSignedRequest(context, { key, method: "GET", path, schema: KitStatus });
  const record = await context.storage.get("accounts", accountId);
  if (record && status.kit && status.updates.length > 0) {
    const value = { ...record, kitUpdates: status.updates };
    await context.storage.write([{ store: "accounts", key: accountId, value }]);
  }
  return status;
}

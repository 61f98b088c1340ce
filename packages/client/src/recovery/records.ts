import { TandemApiError } from "@tandem/protocol";
import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { getRequestKey, noBody, sendSignedRequest } from "../requests/index.ts";
import { RecoveryRequestError } from "./errors.ts";
import type { RecoveryRecord } from "./types.ts";

/** A recovery that this device asked for. @throws RecoveryRequestError */
export async function getRecoveryRecord({ storage }: ClientContext, id: Hex): Promise<RecoveryRecord> {
  const record = await storage.get("recoveries", id);
  if (!record) throw new RecoveryRequestError("it is not on this device", "Open the browser that asked for it.");
  return record;
}

/** A request that the service has let go of needs no taking back. */
function ignoreUnknown(error: unknown): void {
  if (!(error instanceof TandemApiError) || error.code !== "unknown_id") throw error;
}

/** Newest first. */
export async function listRecoveries({ storage }: ClientContext): Promise<readonly RecoveryRecord[]> {
  return [...(await storage.list("recoveries"))].sort((left, right) => right.createdAt - left.createdAt);
}

/**
 * Takes a request back: the service no longer carries it on, and this device forgets the new key. What guardians sent to
 * the chain stays there.
 *
 * @throws RecoveryRequestError, ServiceUnreachableError
 */
export async function discardRecovery(context: ClientContext, { id }: { readonly id: Hex }): Promise<void> {
  const { accountId, key, request } = await getRecoveryRecord(context, id);
  if (key?.kind === "service" && request.recoveryId) {
    const path = `/recoveries/${request.recoveryId}/withdraw`;
    const requestKey = await getRequestKey(context, accountId);
    await sendSignedRequest(context, { key: requestKey, method: "POST", path, schema: noBody }).catch(ignoreUnknown);
  }
  await context.storage.write([{ store: "recoveries", key: id }]);
}

export async function keepKit(context: ClientContext, { id }: { readonly id: Hex }): Promise<RecoveryRecord> {
  const record = { ...(await getRecoveryRecord(context, id)), isKitKept: true };
  await context.storage.write([{ store: "recoveries", key: id, value: record }]);
  return record;
}

import { RestoreStatus, TandemApiError } from "@tandem/protocol";
import type { ClientContext } from "../../context.ts";
import { sendSignedRequest } from "../../requests/index.ts";
import type { Restore } from "../types.ts";
import { toRestore } from "./toRestore.ts";

/** The restore this device has begun, with how it stands at the service; undefined where there is none. */
export async function getRestore(context: ClientContext): Promise<Restore | undefined> {
  const [record] = await context.storage.list("restores");
  if (!record) return undefined;
  const path = `/accounts/${record.accountId}/kit/restore`;
  try {
    const status = await sendSignedRequest(context, { key: record.key, method: "GET", path, schema: RestoreStatus });
    return toRestore(record, status);
  } catch (error) {
    // Signed already: it only has to be ended here. Else the service has forgotten it.
    if (!(error instanceof TandemApiError) || error.code !== "unknown_id") throw error;
    return toRestore(record, { state: record.rotation?.ownerSignature ? "ready" : "stopped" });
  }
}

/** Forgets the restore this device has begun. The account, and the wait at the service, stay. */
export async function discardRestore({ storage }: ClientContext): Promise<void> {
  const records = await storage.list("restores");
  await storage.write(records.map(({ accountId }) => ({ store: "restores", key: accountId })));
}

import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { RecoveryRequestError } from "./errors.ts";
import type { RecoveryRecord } from "./types.ts";

/** A recovery that this device asked for. @throws RecoveryRequestError */
export async function getRecoveryRecord({ storage }: ClientContext, id: Hex): Promise<RecoveryRecord> {
  const record = await storage.get("recoveries", id);
  if (!record) throw new RecoveryRequestError("it is not on this device", "Open the browser that asked for it.");
  return record;
}

/** Newest first. */
export async function listRecoveries({ storage }: ClientContext): Promise<readonly RecoveryRecord[]> {
  return [...(await storage.list("recoveries"))].sort((left, right) => right.createdAt - left.createdAt);
}

export async function discardRecovery({ storage }: ClientContext, { id }: { readonly id: Hex }): Promise<void> {
  await storage.write([{ store: "recoveries", key: id }]);
}

export async function keepKit(context: ClientContext, { id }: { readonly id: Hex }): Promise<RecoveryRecord> {
  const record = { ...(await getRecoveryRecord(context, id)), isKitKept: true };
  await context.storage.write([{ store: "recoveries", key: id, value: record }]);
  return record;
}

import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { OperationNotFoundError } from "../errors.ts";
import type { JournalOperation } from "../types.ts";
import { announceChange } from "./announceChange.ts";

/** Writes a row, and tells whoever watches, here and in other tabs. */
export async function writeOperation(context: ClientContext, operation: JournalOperation): Promise<JournalOperation> {
  await context.storage.write([{ store: "operations", key: operation.id, value: operation }]);
  announceChange(context, operation);
  return operation;
}

/** Enters a state, or changes what a row says of it. */
export function updateOperation(
  context: ClientContext,
  operation: JournalOperation,
  changes: Partial<JournalOperation>,
): Promise<JournalOperation> {
  const now = context.now();
  const { state } = changes;
  const times = state && state !== operation.state ? { ...operation.times, [state]: now } : operation.times;
  return writeOperation(context, { ...operation, ...changes, times, updatedAt: now });
}

/** Deletes a row of which the co-signer never heard. */
export async function deleteOperation(context: ClientContext, operation: JournalOperation): Promise<void> {
  await context.storage.write([{ store: "operations", key: operation.id }]);
  announceChange(context, operation);
}

/** @throws OperationNotFoundError */
export async function getOperation({ storage }: ClientContext, id: string): Promise<JournalOperation> {
  const operation = await storage.get("operations", id);
  if (!operation) throw new OperationNotFoundError();
  return operation;
}

/** Operations of an account on this device, newest first. */
export async function listOperations(
  { storage }: ClientContext,
  { accountId }: { readonly accountId: Hex },
): Promise<readonly JournalOperation[]> {
  const operations = await storage.list("operations");
  return operations.filter((operation) => operation.accountId === accountId).sort((a, b) => b.createdAt - a.createdAt);
}

/** Whether nothing more will happen to it. */
export function isFinished({ state }: JournalOperation): boolean {
  return state === "confirmed" || state === "failed";
}

import type { ClientContext } from "../context.ts";
import { OperationBusyError, OperationNotFoundError } from "../errors.ts";
import { deleteOperation, getOperation } from "../journal/index.ts";
import { lockBusy, tryLock } from "../locks.ts";
import { failOperation } from "./run/index.ts";

/**
 * Gives up an operation that was never sent. Where the co-signer may have signed it, the next operation of the account
 * takes its nonce and replaces it.
 *
 * @throws OperationNotFoundError for one that was sent or is finished, OperationBusyError
 */
export async function discardOperation(context: ClientContext, { id }: { readonly id: string }): Promise<void> {
  const result = await tryLock(context, `operation:${id}`, async () => {
    const operation = await getOperation(context, id);
    const isUnsent = ["prepared", "confirming", "co-signing", "signed"].includes(operation.state);
    if (!isUnsent) throw new OperationNotFoundError();
    if (operation.times["co-signing"] === undefined) await deleteOperation(context, operation);
    else await failOperation(context, operation, "It was given up before it was sent.");
  });
  if (result === lockBusy) throw new OperationBusyError();
}

import { bytesToHex } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import { OperationExpiredError } from "../errors.ts";
import { listOperations, writeOperation } from "../journal/index.ts";
import { assertAllowed } from "../signing/index.ts";
import type { ConfirmOperationParameters, JournalOperation, OperationReceipt, PreparedOperation } from "../types.ts";
import { runOperation } from "./run/index.ts";

/**
 * The person's yes: signs a prepared operation with the co-signer, sends it and waits for the chain. Its journal row
 * is written first, so that a reload at any moment goes on by `resumeOperation`. Confirmed twice, it goes on with the
 * first: an operation is paid once.
 *
 * @throws OperationExpiredError, PolicyRefusedError, ConfirmationMissingError, PasskeyCancelledError, TandemApiError,
 *   ServiceUnreachableError, OperationRefusedError, CosignerMisbehavedError
 */
export async function confirmOperation(
  context: ClientContext,
  { prepared, confirmed = [], secondFactor, password, onStatus, until }: ConfirmOperationParameters,
): Promise<OperationReceipt> {
  const known = await findConfirmed(context, prepared);
  if (known) return runOperation(context, { id: known.id, secondFactor, password, onStatus, until });
  if (context.now() > prepared.expiresAt) throw new OperationExpiredError();
  assertAllowed(prepared.preview, confirmed, secondFactor !== undefined);
  const id = bytesToHex(context.randomBytes(32));
  const now = context.now();
  const { accountId, chainId } = prepared;
  await writeOperation(context, {
    version: 1,
    id,
    accountId,
    chainId,
    state: "prepared",
    prepared,
    confirmed: [...confirmed],
    times: { prepared: now },
    createdAt: now,
    updatedAt: now,
  });
  return runOperation(context, { id, secondFactor, password, onStatus, until });
}

async function findConfirmed(
  context: ClientContext,
  prepared: PreparedOperation,
): Promise<JournalOperation | undefined> {
  const operations = await listOperations(context, prepared);
  return operations.find(
    ({ state, prepared: { userOpHash } }) => userOpHash === prepared.userOpHash && state !== "failed",
  );
}

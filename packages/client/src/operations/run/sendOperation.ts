import { formatUserOperation } from "@tandem/account";
import type { ClientContext } from "../../context.ts";
import { OperationRefusedError, ServiceUnreachableError } from "../../errors.ts";
import { updateOperation } from "../../journal/index.ts";
import type { JournalOperation } from "../../types.ts";
import { getChain, toServiceError } from "../chain/index.ts";
import { findReceipt } from "./findReceipt.ts";

const pausesMs = [300, 1000];

/**
 * Hands a signed operation to the bundler. Safe to repeat: an operation executes once, whoever sends it.
 * @throws ServiceUnreachableError (it can be sent again), OperationRefusedError (it cannot)
 */
export async function sendOperation(context: ClientContext, operation: JournalOperation): Promise<JournalOperation> {
  const { prepared, signature } = operation;
  if (!signature) throw new OperationRefusedError({ reason: "it is not signed" });
  const chain = await getChain(context, prepared.chainId);
  const signed = { ...formatUserOperation(prepared.userOperation), signature };
  for (let tries = 0; ; tries++) {
    try {
      await chain.bundler.request({ method: "eth_sendUserOperation", params: [signed, prepared.entryPoint] });
      return await updateOperation(context, operation, { state: "sent", lastError: undefined });
    } catch (cause) {
      const error = toServiceError(cause, "bundler");
      if (error instanceof ServiceUnreachableError) {
        const pauseMs = pausesMs[tries];
        if (pauseMs === undefined) throw error;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        continue;
      }
      // Refused as known or as used: an earlier attempt of this very operation may have arrived.
      if (isKnown(error) || (await findReceipt(context, operation))) {
        return updateOperation(context, operation, { state: "sent", lastError: undefined });
      }
      throw error;
    }
  }
}

function isKnown(error: Error): boolean {
  return (
    error instanceof OperationRefusedError && /already known|already in (?:the )?mempool|duplicate/i.test(error.reason)
  );
}

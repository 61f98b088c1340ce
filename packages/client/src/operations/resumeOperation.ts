import type { ClientContext } from "../context.ts";
import type { OperationReceipt, ResumeOperationParameters } from "../types.ts";
import { runOperation } from "./run/index.ts";

/**
 * Goes on with an operation of the journal: what was not answered is confirmed again under the same intent, what was
 * signed is sent, what was sent is awaited. While another tab works on it, this one follows.
 */
export function resumeOperation(
  context: ClientContext,
  parameters: ResumeOperationParameters,
): Promise<OperationReceipt> {
  return runOperation(context, parameters);
}

import { TandemApiError } from "@tandem/protocol";
import { zeroize } from "../../bytes.ts";
import type { ClientContext } from "../../context.ts";
import { OperationBusyError } from "../../errors.ts";
import { lockBusy, tryLock } from "../../locks.ts";
import { getServerTimeMs } from "../../requests/index.ts";
import type { CreateAccountParameters, CreationStep, StoredAccount } from "../../types.ts";
import { activate } from "./activate.ts";
import { type Creation, loadCreation } from "./creation.ts";
import { discardCreation } from "./discardCreation.ts";
import { proveKey } from "./proveKey.ts";
import { startCreation } from "./startCreation.ts";

/** A registration challenge this close to its end is not offered to a person any more. */
const challengeMarginMs = 30_000;

/**
 * Creates an account, or goes on with the one this device began: passkey, key generation, sealing, proof that the
 * sealed share opens and signs, activation. Every stage is written down before the next begins.
 */
export async function createAccount(
  context: ClientContext,
  parameters: CreateAccountParameters,
): Promise<StoredAccount> {
  const account = await tryLock(context, "creation", () => create(context, parameters));
  if (account === lockBusy) throw new OperationBusyError();
  return account;
}

async function create(context: ClientContext, parameters: CreateAccountParameters): Promise<StoredAccount> {
  const pending = await loadCreation(context);
  if (!pending || (await isOverdue(context, pending))) {
    if (pending) await discardCreation(context);
    return run(context, await startCreation(context, parameters), parameters);
  }
  try {
    return await run(context, pending, parameters);
  } catch (error) {
    // The co-signer keeps an unfinished account for a day. After that it is begun again.
    if (!(error instanceof TandemApiError) || error.code !== "unknown_id") throw error;
    await discardCreation(context);
    return run(context, await startCreation(context, { ...parameters, name: pending.record.name }), parameters);
  }
}

async function run(
  context: ClientContext,
  start: Creation,
  parameters: CreateAccountParameters,
): Promise<StoredAccount> {
  const onProgress = tellOnce(parameters.onProgress);
  let creation = start;
  try {
    await proveKey(context, start, { ...parameters, onProgress }, (next) => {
      creation = next;
    });
    const account = await activate(context, creation);
    onProgress("done");
    return account;
  } finally {
    zeroize(creation.prf);
  }
}

async function isOverdue(context: ClientContext, { record }: Creation): Promise<boolean> {
  const isWaitingForPasskey = record.stage === "registered" || record.stage === "attested";
  return isWaitingForPasskey && record.challengeExpiresAt - challengeMarginMs < (await getServerTimeMs(context));
}

/** A step that goes on is told once. */
function tellOnce(onProgress: CreateAccountParameters["onProgress"]): (step: CreationStep) => void {
  let last: CreationStep | undefined;
  return (step) => {
    if (step !== last) onProgress?.(step);
    last = step;
  };
}

import { encodeRecoveryCall, type RecoveryCall } from "@tandem/account";
import { Wait } from "@tandem/protocol";
import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { InvalidInputError } from "../errors.ts";
import { getChain } from "../operations/index.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";
import { proveAction } from "../signing/index.ts";
import type { Call } from "../types.ts";
import { toDraftSet } from "./draft.ts";
import { getGuardianState } from "./state.ts";
import type { GuardianChange, GuardianParameters } from "./types.ts";

/**
 * The call that schedules the draft. It waits 36 hours by the chain's clock; until then the guardians in force stay, and
 * the owner may cancel.
 *
 * @throws InvalidInputError, InvalidGuardianConfigError
 */
export async function prepareGuardianChange(
  context: ClientContext,
  parameters: GuardianParameters & { readonly threshold: number },
): Promise<GuardianChange> {
  const { book, status } = await getGuardianState(context, parameters);
  const { account } = await getRecord(context, parameters.accountId);
  const { config: chain } = await getChain(context, parameters.chainId);
  const { current } = book;
  if (status !== "active" || !current) {
    throw new InvalidInputError(
      "The guardians in force are not known on this device.",
      "Open the device on which they were set, or wait until they are installed.",
    );
  }
  const next = toDraftSet(book, parameters.threshold, current.configEpoch + 1);
  const call: RecoveryCall = {
    functionName: "scheduleGuardians",
    current: { config: current.config, factory: chain.factory, salt: account.salt },
    next: next.config,
  };
  return { next, calls: [toOwnCall(account.address, call)] };
}

/**
 * Announces a change to the co-signer: it co-signs exactly this call 24 hours later, and the owner is told at once. One
 * passkey prompt.
 */
export async function announceGuardianChange(
  context: ClientContext,
  { accountId, chainId, change }: GuardianParameters & { readonly change: GuardianChange },
): Promise<Wait> {
  const record = await getRecord(context, accountId);
  const [call] = change.calls;
  const body = { chainId, data: call?.data ?? "0x" };
  const proof = await proveAction(context, { record, action: "begin-change", body });
  return sendSignedRequest(context, {
    key: await getRequestKey(context, accountId),
    method: "POST",
    path: `/accounts/${accountId}/changes`,
    body: { ...body, proof },
    schema: Wait,
  });
}

/** The call that applies what is scheduled. Anybody may make it, in the 12 hours of its window. */
export async function prepareGuardianApply(
  context: ClientContext,
  parameters: GuardianParameters,
): Promise<readonly Call[]> {
  const { book, scheduled } = await getGuardianState(context, parameters);
  const { account } = await getRecord(context, parameters.accountId);
  if (!scheduled?.isKnown || !book.next) {
    throw new InvalidInputError(
      "This device does not know the scheduled guardians.",
      "Open the device that chose them.",
    );
  }
  return [toOwnCall(account.address, { functionName: "applyGuardians", config: book.next.config })];
}

export async function prepareGuardianCancel(
  context: ClientContext,
  { accountId }: GuardianParameters,
): Promise<readonly Call[]> {
  const { account } = await getRecord(context, accountId);
  return [toOwnCall(account.address, { functionName: "cancelGuardians" })];
}

function toOwnCall(to: Call["to"], call: RecoveryCall): Call {
  return { to, data: encodeRecoveryCall(call) };
}

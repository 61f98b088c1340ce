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
import type { GuardianChange, GuardianParameters, GuardianSet } from "./types.ts";

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
  const { book, inForce } = await getGuardianState(context, parameters);
  if (!inForce) throw unknownInForce();
  const next = toDraftSet(book, parameters.threshold, inForce.configEpoch + 1);
  return toChange(context, parameters, { inForce, next });
}

/**
 * The same for the guardians as they are meant, on a chain where an earlier list is still in force.
 *
 * @throws InvalidInputError
 */
export async function prepareGuardianUpdate(
  context: ClientContext,
  parameters: GuardianParameters,
): Promise<GuardianChange> {
  const { book, inForce, status } = await getGuardianState(context, parameters);
  const { current } = book;
  if (!inForce || !current) throw unknownInForce();
  if (status !== "earlier") {
    throw new InvalidInputError("This network has these guardians already.", "There is nothing to do there.");
  }
  const { config, members } = current;
  return toChange(context, parameters, {
    inForce,
    next: { config, members, configEpoch: inForce.configEpoch + 1 },
  });
}

type ToChangeParameters = { readonly inForce: GuardianSet; readonly next: GuardianSet };

async function toChange(
  context: ClientContext,
  { accountId, chainId }: GuardianParameters,
  { inForce, next }: ToChangeParameters,
): Promise<GuardianChange> {
  const { account } = await getRecord(context, accountId);
  const { config: chain } = await getChain(context, chainId);
  const call: RecoveryCall = {
    functionName: "scheduleGuardians",
    current: { config: inForce.config, factory: chain.factory, salt: account.salt },
    next: next.config,
  };
  return { next, calls: [toOwnCall(account.address, call)] };
}

function unknownInForce(): InvalidInputError {
  return new InvalidInputError(
    "The guardians in force are not known on this device.",
    "Open the device on which they were set, or wait until they are installed.",
  );
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
  const { scheduled } = await getGuardianState(context, parameters);
  const { account } = await getRecord(context, parameters.accountId);
  if (!scheduled?.set) {
    throw new InvalidInputError(
      "This device does not know the scheduled guardians.",
      "Open the device that chose them.",
    );
  }
  return [toOwnCall(account.address, { functionName: "applyGuardians", config: scheduled.set.config })];
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

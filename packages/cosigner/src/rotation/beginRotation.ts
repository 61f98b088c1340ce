import { getCurrentOwner } from "@tandem/account";
import type { BeginRotationResponse } from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { requireAccount, requireKey } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import { insertRotation } from "../store/index.ts";
import { requireRotation } from "./requireRotation.ts";
import { toRotationSubject } from "./subject.ts";

export type BeginRotationParameters = {
  readonly accountId: Hex;
  /** Request key of the device that will hold the new share. */
  readonly keyId: Hex;
  /** The kit signs in the place of the old device share; its own door has checked that it may. */
  readonly byKit?: boolean | undefined;
};

/**
 * Begins a rotation, or gives the one to go on with. A device needs its wait to be over, or confirmed by another device;
 * the kit's door decides for the kit. Frozen accounts may rotate.
 *
 * @throws ServiceError `policy_refused` with rule `rotation-wait`
 */
export async function beginRotation(
  context: Context,
  { accountId, keyId, byKit = false }: BeginRotationParameters,
): Promise<BeginRotationResponse> {
  const record = await requireAccount(context, { accountId, keyId });
  const { ownerEpoch } = getCurrentOwner(requireKey(record));
  const begun = await insertRotation(context.database, {
    rotationId: context.randomBytes(16),
    accountId,
    keyId,
    byKit,
    subject: toRotationSubject({ keyId, ownerEpoch }),
  });
  if (begun.outcome === "wait") {
    throw new ServiceError("policy_refused", "Nothing allows this device to change the key yet.", {
      rule: "rotation-wait",
      action: "Ask for the change, then confirm it on another device or wait until its time has come.",
    });
  }
  const rotation = await requireRotation(context, { accountId, keyId, rotationId: begun.rotationId });
  const { rotationId, status, keyEpoch, key } = rotation;
  if (status !== "started" && status !== "keyed" && status !== "signed") {
    throw new ServiceError("intent_conflict", "This change of the key is complete.");
  }
  const begunEpoch = rotation.ownerEpoch;
  return { rotationId, status, ownerEpoch: begunEpoch, keyEpoch, ...(key && { newOwner: key.publicKey }) };
}

import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { requireAccount } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import { getRotation, type RotationKeyRecord, type RotationRecord } from "../store/index.ts";

export type RotationCaller = { readonly accountId: Hex; readonly keyId: Hex; readonly rotationId: Hex };

/** A rotation of the account, for one of its devices. @throws ServiceError `unknown_id` */
export async function requireRotation(
  context: Context,
  { accountId, keyId, rotationId }: RotationCaller,
): Promise<RotationRecord> {
  await requireAccount(context, { accountId, keyId });
  const rotation = await getRotation(context.database, accountId, rotationId);
  if (!rotation) throw rotationOver();
  return rotation;
}

/** The rotation as long as it makes its key, for the device that does it only. */
export async function requireOwnRotation(context: Context, caller: RotationCaller): Promise<RotationRecord> {
  const rotation = await requireRotation(context, caller);
  const isOpen = rotation.status === "started" || rotation.status === "keyed";
  if (rotation.keyId !== caller.keyId || !isOpen) throw rotationOver();
  return rotation;
}

/** The next key, which must be the one the device speaks of. */
export function requireRotationKey({ key }: RotationRecord, newOwner?: Hex): RotationKeyRecord {
  if (!key || (newOwner !== undefined && key.publicKey !== newOwner)) {
    throw new ServiceError("intent_conflict", "The new key is another one by now.", {
      action: "Start the change of the key again.",
    });
  }
  return key;
}

export function rotationOver(): ServiceError {
  return new ServiceError("unknown_id", "There is no such change of the key.", { action: "Start it again." });
}

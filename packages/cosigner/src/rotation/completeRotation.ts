import { hashRotateOwner } from "@tandem/account";
import { verify } from "@tandem/frost";
import { type Account, type CompleteRotationRequest, hexToBytes } from "@tandem/protocol";
import type { Context } from "../context.ts";
import { getAccount, requireAccount, requireKey } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import { changeKey } from "../store/index.ts";
import { type RotationCaller, requireRotation, requireRotationKey, rotationOver } from "./requireRotation.ts";
import { spreadRotation } from "./spreadRotation.ts";

/**
 * The whole signature of the old key: from here on the new one is the account's, and the chains are told. Asked again it
 * answers the same.
 */
export async function completeRotation(
  context: Context,
  caller: RotationCaller,
  { ownerSignature }: CompleteRotationRequest,
): Promise<Account> {
  const record = await requireAccount(context, caller);
  const rotation = await requireRotation(context, caller);
  const { rotationId, accountId, previous, ownerEpoch } = rotation;
  const { publicKey: newOwner } = requireRotationKey(rotation);
  const { address } = requireKey(record);
  const isSigned = verify({
    publicKey: hexToBytes(previous.publicKey),
    digest: hexToBytes(hashRotateOwner({ address, newOwner, ownerEpoch: BigInt(ownerEpoch) })),
    signature: hexToBytes(ownerSignature),
  });
  if (!isSigned) {
    throw new ServiceError("commitment_invalid", "The old key did not sign.", {
      action: "Sign again with new commitments.",
    });
  }
  if (!(await changeKey(context.database, { rotationId, accountId, ownerSignature }))) throw rotationOver();
  // The keeper does it again where this server ends here or a chain does not answer.
  await spreadRotation(context, accountId).catch((error: unknown) =>
    context.logger.warn({ err: error }, "rotation not spread yet"),
  );
  return getAccount(context, caller);
}

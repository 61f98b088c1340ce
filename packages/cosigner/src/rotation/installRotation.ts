import { hashInstallOwner } from "@tandem/account";
import { selfTestDigest } from "@tandem/frost";
import { bytesToHex, type InstallRotationRequest, type ServerAnswer } from "@tandem/protocol";
import type { Context } from "../context.ts";
import { requireAccount, requireKey } from "../doors/index.ts";
import { computeRotationShare } from "./computeRotationShare.ts";
import { type RotationCaller, requireOwnRotation, requireRotationKey, rotationOver } from "./requireRotation.ts";

/** The new shares sign that they work (self-test), or that the new key is held (`InstallOwner`). Nothing changes by it. */
export async function installRotation(
  context: Context,
  caller: RotationCaller,
  { newOwner, purpose, commitments }: InstallRotationRequest,
): Promise<ServerAnswer> {
  const [record, rotation] = await Promise.all([requireAccount(context, caller), requireOwnRotation(context, caller)]);
  const { share, ...key } = requireRotationKey(rotation, newOwner);
  if (!share) throw rotationOver();
  const { address } = requireKey(record);
  const digest =
    purpose === "install" ? hashInstallOwner({ address, newOwner }) : bytesToHex(selfTestDigest(key.transcriptHash));
  const { accountId } = caller;
  return computeRotationShare(context, { ...key, share, accountId, keyEpoch: rotation.keyEpoch, digest, commitments });
}

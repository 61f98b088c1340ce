import { hashInstallOwner, signingDigest } from "@tandem/account";
import { selfTestDigest } from "@tandem/frost";
import { bytesToHex, type InstallRotationRequest, type ServerAnswer } from "@tandem/protocol";
import type { Address, Hex } from "viem";
import type { Context } from "../context.ts";
import { computeAnswer, requireAccount, requireKey } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import { getStandingGuardians } from "../guardians/index.ts";
import { type RotationCaller, requireOwnRotation, requireRotationKey, rotationOver } from "./requireRotation.ts";

/**
 * The new shares sign that they work (self-test), that the new key is held (`InstallOwner`), or what the old key has signed
 * of the first guardians, which is worth nothing after the change. Nothing changes by it.
 */
export async function installRotation(
  context: Context,
  caller: RotationCaller,
  { newOwner, purpose, commitments }: InstallRotationRequest,
): Promise<ServerAnswer> {
  const [record, rotation] = await Promise.all([requireAccount(context, caller), requireOwnRotation(context, caller)]);
  const { share, ...key } = requireRotationKey(rotation, newOwner);
  if (!share) throw rotationOver();
  const { address } = requireKey(record);
  const digest = await toDigest(context, { purpose, newOwner, address, transcriptHash: key.transcriptHash });
  const { accountId } = caller;
  return computeAnswer(context, { ...key, share, accountId, keyEpoch: rotation.keyEpoch, digest, commitments });
}

type ToDigest = Pick<InstallRotationRequest, "newOwner" | "purpose"> & {
  readonly address: Address;
  readonly transcriptHash: Uint8Array;
};

async function toDigest({ database }: Context, parameters: ToDigest): Promise<Hex> {
  const { purpose, newOwner, address, transcriptHash } = parameters;
  switch (purpose) {
    case "install":
      return hashInstallOwner({ address, newOwner });
    case "self-test":
      return bytesToHex(selfTestDigest(transcriptHash));
    case "first-guardians": {
      const config = await getStandingGuardians(database, address);
      if (config) return signingDigest({ kind: "firstGuardians", chainId: 1, config }, { address });
      throw new ServiceError("unknown_id", "There are no first guardians to sign for.");
    }
  }
}

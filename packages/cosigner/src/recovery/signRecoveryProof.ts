import { hashRecoveryMessage } from "@tandem/account";
import { bytesToHex, type HalfSignature, hexToBytes, type RecoveryProofRequest } from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { requireAccount, requireKey } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import { assertCommitments, computeShare } from "../keys/index.ts";
import { getSealedShare } from "../store/index.ts";

/**
 * The service's half of the new key's proof that it is held (`InstallOwner`), for the account at an address. It makes
 * nobody an owner: guardians do. The key is that of an account under creation and owns nothing else.
 */
export async function signRecoveryProof(
  context: Context,
  { accountId, keyId }: { readonly accountId: Hex; readonly keyId: Hex },
  { address, commitments }: RecoveryProofRequest,
): Promise<HalfSignature> {
  const record = await requireAccount(context, { accountId, keyId, status: ["keyed"] });
  const { publicKey, publicKeyPackage } = requireKey(record);
  const { keyEpoch } = record;
  const share = await getSealedShare(context.database, accountId, keyEpoch);
  if (!share) throw new ServiceError("epoch_stale", "The service has no share of this key epoch.");
  const digest = hashRecoveryMessage(address, { primaryType: "InstallOwner", message: { newOwner: publicKey } });
  const deviceCommitments = { hiding: hexToBytes(commitments.hiding), binding: hexToBytes(commitments.binding) };
  assertCommitments(deviceCommitments);
  const answer = await computeShare({
    kek: context.keys.kek,
    share,
    context: { accountId: hexToBytes(accountId), publicKey: hexToBytes(publicKey), keyEpoch },
    publicKeyPackage,
    digest: hexToBytes(digest),
    deviceCommitments,
    hold: context.hooks?.hold,
    randomBytes: context.randomBytes,
  });
  return {
    commitments: { hiding: bytesToHex(answer.hiding), binding: bytesToHex(answer.binding) },
    share: bytesToHex(answer.share),
    digest,
  };
}

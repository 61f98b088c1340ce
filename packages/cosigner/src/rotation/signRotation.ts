import { hashInstallOwner, hashRotateOwner } from "@tandem/account";
import { addBackupHolder, decodePublicKeyPackage, encodePublicKeyPackage, selfTestDigest, verify } from "@tandem/frost";
import {
  hexToBytes,
  type ResignRotationRequest,
  type ServerAnswer,
  type SigningCommitments,
  type SignRotationRequest,
  type Vault,
} from "@tandem/protocol";
import type { Address, Hex } from "viem";
import type { Context } from "../context.ts";
import { assertActionProof, computeAnswer, requireAccount, requireKey, toCommitments } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import { assertCommitments } from "../keys/index.ts";
import { type AccountRecord, fenceForRotation, getSealedShare, type RotationRecord } from "../store/index.ts";
import {
  type RotationCaller,
  requireOwnRotation,
  requireRotation,
  requireRotationKey,
  rotationOver,
} from "./requireRotation.ts";

/**
 * The point of no return: the new key works, its sealed share is kept, the user says yes to exactly this key. The old
 * share then signs `RotateOwner` to it, and nothing else any more.
 */
export async function signRotation(
  context: Context,
  caller: RotationCaller,
  request: SignRotationRequest,
): Promise<ServerAnswer> {
  const { newOwner, installSignature, vault, signers, proof, commitments } = request;
  const record = await requireAccount(context, caller);
  const rotation = await requireOwnRotation(context, caller);
  const key = requireRotationKey(rotation, newOwner);
  const { address } = requireKey(record);
  if ((signers[1] === 2) !== rotation.byKit) throw malformed("This change of the key has other signers.");
  const publicKey = hexToBytes(newOwner);
  const isSigned = (digest: Uint8Array, signature: Hex) =>
    verify({ publicKey, digest, signature: hexToBytes(signature) });
  const installDigest = hexToBytes(hashInstallOwner({ address, newOwner }));
  const isWorking =
    isSigned(selfTestDigest(key.transcriptHash), request.selfTestSignature) &&
    isSigned(installDigest, installSignature);
  if (!isWorking) {
    throw new ServiceError("commitment_invalid", "The new key did not sign.", {
      action: "Repeat the test of the new key with new commitments.",
    });
  }
  assertVault(record, rotation, vault);
  assertCommitments(toCommitments(commitments));
  const { rotationId, accountId } = rotation;
  await assertActionProof(context, { record, action: "rotate", body: { rotationId, newOwner }, proof });
  const entry = toEntry(rotation, newOwner, caller.keyId, address);
  const salt = context.randomBytes(32);
  const isFenced = await fenceForRotation(context.database, {
    rotationId,
    accountId,
    newOwner,
    proof: installSignature,
    vault,
    salt,
    entry,
  });
  if (!isFenced) throw rotationOver();
  return signWithOldShare(context, { rotation, address, newOwner, commitments });
}

/** A rotation that was signed for and not completed: any device that holds the old share may end it. */
export async function resignRotation(
  context: Context,
  caller: RotationCaller,
  { commitments }: ResignRotationRequest,
): Promise<ServerAnswer> {
  const record = await requireAccount(context, caller);
  const rotation = await requireRotation(context, caller);
  if (rotation.status !== "signed") throw rotationOver();
  const { address } = requireKey(record);
  const { publicKey: newOwner } = requireRotationKey(rotation);
  return signWithOldShare(context, { rotation, address, newOwner, commitments });
}

async function signWithOldShare(
  context: Context,
  parameters: {
    readonly rotation: RotationRecord;
    readonly address: Address;
    readonly newOwner: Hex;
    readonly commitments: SigningCommitments;
  },
): Promise<ServerAnswer> {
  const { rotation, address, newOwner, commitments } = parameters;
  const { accountId, previous, ownerEpoch, byKit } = rotation;
  const share = await getSealedShare(context.database, accountId, previous.keyEpoch);
  if (!share) throw new ServiceError("epoch_stale", "The old share is destroyed already.");
  const digest = hashRotateOwner({ address, newOwner, ownerEpoch: BigInt(ownerEpoch) });
  const { keyEpoch, publicKey } = previous;
  // The stored package names those who hold a share online; the kit's follows from the same commitments.
  const publicKeyPackage = byKit ? toBackupPackage(previous.publicKeyPackage) : previous.publicKeyPackage;
  const key = { accountId, keyEpoch, publicKey, publicKeyPackage };
  return computeAnswer(context, { ...key, share, digest, commitments, peer: byKit ? 2 : 3 });
}

function toBackupPackage(encoded: Uint8Array): Uint8Array {
  return encodePublicKeyPackage(addBackupHolder(decodePublicKeyPackage(encoded)));
}

function assertVault({ credentials }: AccountRecord, { keyEpoch }: RotationRecord, vault: Vault | null): void {
  if (vault === null) return;
  if (vault.keyEpoch !== keyEpoch) throw new ServiceError("epoch_stale", "The vault is of another key epoch.");
  const known = new Set(credentials.map(({ credentialId }) => credentialId.toString("base64url")));
  if (!vault.wraps.every(({ credentialId }) => known.has(credentialId))) {
    throw malformed("The vault is wrapped for a passkey this account does not have.");
  }
}

function toEntry(
  { accountId, ownerEpoch, previous, keyEpoch }: RotationRecord,
  newOwner: Hex,
  device: Hex,
  address: Hex,
) {
  return {
    account: accountId,
    kind: "rotation",
    digest: hashRotateOwner({ address, newOwner, ownerEpoch: BigInt(ownerEpoch) }),
    newOwner,
    ownerEpoch,
    device,
    keyEpoch: previous.keyEpoch,
    newKeyEpoch: keyEpoch,
  };
}

function malformed(detail: string): ServiceError {
  return new ServiceError("request_malformed", detail);
}

import { assertRotations, encodeRotateOwner, hashRotateOwner, InvalidRotationError, listOwners } from "@tandem/account";
import { verify } from "@tandem/frost";
import { type Hex, hexToBytes } from "viem";
import type { RecoveryRecord } from "../store/index.ts";
import { type PlanMissedParameters, type PlannedTransaction, planMissed } from "./planTransactions.ts";

export type PlanHandOverParameters = PlanMissedParameters & {
  readonly recovery: Pick<RecoveryRecord, "newOwner" | "ownerEpoch" | "proof" | "recoveryHash">;
  /** 52 bytes over `RotateOwner`. */
  readonly ownerSignature: Hex;
};

/** Whether the key that signed owns the account on the chain. */
export function isSignedByOwner({ recovery, ownerSignature, state: { owner } }: PlanHandOverParameters): boolean {
  if (owner?.ownerEpoch !== BigInt(recovery.ownerEpoch)) return false;
  return isSignedBy(owner.owner, recovery, ownerSignature);
}

/**
 * What makes the new key the owner on a chain, in order. One that has missed an earlier key, or has no code for the account
 * yet, is brought along first: nobody keeps the signature until later. Empty where the account has another history there.
 */
export function planHandOver(parameters: PlanHandOverParameters): readonly PlannedTransaction[] {
  const { chain, recovery, ownerSignature } = parameters;
  if (!isSignedByOwner(parameters) && !isBehind(parameters)) return [];
  const { address, newOwner, proof, recoveryHash, origin, ownerEpoch } = recovery;
  return [
    // A key that came after the one that signed would make its signature worth nothing.
    ...(origin.rotations.length > ownerEpoch ? [] : planMissed(parameters)),
    {
      kind: "rotation",
      to: address,
      data: encodeRotateOwner({ newOwner, proof, ownerSignature }),
      jobKey: `hand-over:${chain.chainId}:${chain.chainKey}:${recoveryHash}`,
    },
  ];
}

/** The known rotations lead from what the chain has to the key that signed. */
function isBehind({ recovery, ownerSignature, state }: PlanHandOverParameters): boolean {
  const { address, ownerEpoch, origin } = recovery;
  const { birthKey, rotations } = origin;
  const owners = listOwners({ birthKey, rotations });
  const signer = owners.at(-1)?.owner;
  if (!signer || rotations.length !== ownerEpoch || !isSignedBy(signer, recovery, ownerSignature)) return false;
  const { owner } = state;
  if (owner && owners[Number(owner.ownerEpoch)]?.owner !== owner.owner) return false;
  try {
    assertRotations({ address, birthKey, rotations, publicKey: signer });
    return true;
  } catch (error) {
    if (error instanceof InvalidRotationError) return false;
    throw error;
  }
}

function isSignedBy(
  publicKey: Hex,
  { address, newOwner, ownerEpoch }: PlanHandOverParameters["recovery"],
  signature: Hex,
): boolean {
  const digest = hexToBytes(hashRotateOwner({ address, newOwner, ownerEpoch: BigInt(ownerEpoch) }));
  return verify({ publicKey: hexToBytes(publicKey), digest, signature: hexToBytes(signature) });
}

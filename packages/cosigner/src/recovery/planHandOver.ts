import { appendRotation, encodeRotateOwner, hashRotateOwner, listOwners } from "@tandem/account";
import { verify } from "@tandem/frost";
import type { Rotation } from "@tandem/protocol";
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

/**
 * The account's rotations with the hand-over as the last of them, where the known ones lead to the key that signed: it counts
 * then on every chain, also on one that is added later. Undefined where guardians had installed that key.
 */
export function toRotations({
  recovery: { address, newOwner, proof, ownerEpoch, origin },
  ownerSignature,
}: Pick<PlanHandOverParameters, "ownerSignature" | "recovery">): readonly Rotation[] | undefined {
  if (origin.rotations.length !== ownerEpoch) return undefined;
  return appendRotation({ address, ...origin, rotation: { newOwner, proof, ownerSignature } });
}

/** The known rotations lead from what the chain has to the key that signed. */
function isBehind({ recovery, ownerSignature, state: { owner } }: PlanHandOverParameters): boolean {
  if (!toRotations({ recovery, ownerSignature })) return false;
  return !owner || listOwners(recovery.origin)[Number(owner.ownerEpoch)]?.owner === owner.owner;
}

function isSignedBy(
  publicKey: Hex,
  { address, newOwner, ownerEpoch }: PlanHandOverParameters["recovery"],
  signature: Hex,
): boolean {
  const digest = hexToBytes(hashRotateOwner({ address, newOwner, ownerEpoch: BigInt(ownerEpoch) }));
  return verify({ publicKey: hexToBytes(publicKey), digest, signature: hexToBytes(signature) });
}

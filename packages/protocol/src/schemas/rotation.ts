import { z } from "zod";
import { ActionProof } from "./actions.ts";
import { ChainId, DeviceKeyId, hex, KeyEpoch } from "./primitives.ts";
import { SignatureShare, SigningCommitments } from "./signing.ts";
import { Vault } from "./vault.ts";

/** Names a change of the owner key, 16 random bytes. */
export const RotationId = hex(16);
export type RotationId = z.infer<typeof RotationId>;

/**
 * Where a rotation stands on one chain. `undeployed`: there is nothing to bring there, as the account has no code (its
 * first operation brings the rotation), or another history: a recovery did not reach the chain.
 */
export const RotationChain = z.object({ chainId: ChainId, state: z.enum(["undeployed", "pending", "done"]) });
export type RotationChain = z.infer<typeof RotationChain>;

/**
 * A rotation that is under way. `started`, `keyed`: the old key is still the one to use. `signed`: the old share signs
 * this rotation and nothing else. `spreading`: the new key is the one to use, and chains follow one by one.
 */
export const RotationState = z.object({
  rotationId: RotationId,
  status: z.enum(["started", "keyed", "signed", "spreading"]),
  /** The device that rotates. */
  keyId: DeviceKeyId,
  /** How often the owner had changed before. */
  ownerEpoch: z.int().min(0),
  /** From `keyed` on. */
  newOwner: hex(32).optional(),
  /** From `spreading` on. */
  chains: z.array(RotationChain).max(64),
});
export type RotationState = z.infer<typeof RotationState>;

/** `POST /accounts/{id}/rotations/request` → Wait. Action `request-rotation` with body `{}`. */
export const RequestRotationRequest = z.strictObject({ proof: ActionProof });
export type RequestRotationRequest = z.infer<typeof RequestRotationRequest>;

/** `POST /accounts/{id}/rotations`: begin, or go on with, the rotation this device may do. */
export const BeginRotationRequest = z.strictObject({});
export type BeginRotationRequest = z.infer<typeof BeginRotationRequest>;

export const BeginRotationResponse = z.object({
  rotationId: RotationId,
  status: z.enum(["started", "keyed", "signed"]),
  ownerEpoch: z.int().min(0),
  /** Epoch of the new shares. */
  keyEpoch: KeyEpoch,
  /** From `keyed` on. */
  newOwner: hex(32).optional(),
});
export type BeginRotationResponse = z.infer<typeof BeginRotationResponse>;

/**
 * `POST …/rotations/{rotationId}/install` → ServerAnswer: the new shares sign the self-test, then `InstallOwner`, and once
 * more the first guardians that the service keeps, where there are any.
 */
export const InstallRotationRequest = z.strictObject({
  newOwner: hex(32),
  purpose: z.enum(["self-test", "install", "first-guardians"]),
  commitments: SigningCommitments,
});
export type InstallRotationRequest = z.infer<typeof InstallRotationRequest>;

/** One signature share of the service. */
export const ServerAnswer = z.object({ commitments: SigningCommitments, share: SignatureShare, digest: hex(32) });
export type ServerAnswer = z.infer<typeof ServerAnswer>;

/**
 * `POST …/rotations/{rotationId}/sign` → ServerAnswer: the old shares sign `RotateOwner`. Action `rotate` with body
 * `{ rotationId, newOwner }`.
 */
export const SignRotationRequest = z.strictObject({
  newOwner: hex(32),
  selfTestSignature: hex(52),
  /** 52 bytes of the new key over `InstallOwner`. */
  installSignature: hex(52),
  /** The new sealed share; null where the account keeps no vault copy. */
  vault: Vault.nullable(),
  /** Service and device, or service and kit where the kit opened the door. */
  signers: z.union([z.tuple([z.literal(1), z.literal(3)]), z.tuple([z.literal(1), z.literal(2)])]),
  commitments: SigningCommitments,
  proof: ActionProof,
});
export type SignRotationRequest = z.infer<typeof SignRotationRequest>;

/** `POST …/rotations/{rotationId}/complete` → Account: the service changes to the new key and tells the chains. */
export const CompleteRotationRequest = z.strictObject({ ownerSignature: hex(52) });
export type CompleteRotationRequest = z.infer<typeof CompleteRotationRequest>;

/** `POST …/rotations/{rotationId}/sign-again` → ServerAnswer: where the answer to `sign` was lost, or another device ends it. */
export const ResignRotationRequest = z.strictObject({ commitments: SigningCommitments });
export type ResignRotationRequest = z.infer<typeof ResignRotationRequest>;

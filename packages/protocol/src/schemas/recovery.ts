import { z } from "zod";
import { Rotation } from "./accounts.ts";
import { GuardianConfig } from "./guardianConfig.ts";
import { GuardianSigner } from "./guardians.ts";
import {
  AccountId,
  ChainId,
  DisplayName,
  EvmAddress,
  hex,
  hexUpTo,
  OpaqueId,
  TimestampMs,
  Uint48Seconds,
} from "./primitives.ts";
import { SignatureShare, SigningCommitments } from "./signing.ts";

/**
 * A guardian configuration with everything that lets anybody put it into force: public, and on every guardian's card.
 * `configEpoch` 1 with a signature: first guardians. Without one: chosen before creation (in the address), or applied
 * on chain.
 */
export const GuardianSet = z.strictObject({
  configEpoch: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  config: GuardianConfig,
  /** The owner's 52 bytes over `FirstGuardians`. */
  firstGuardiansSignature: hex(52).optional(),
});
export type GuardianSet = z.infer<typeof GuardianSet>;

/** What an address was made of, and the keys since: enough to deploy the account on any chain. */
export const AccountOrigin = z.strictObject({
  birthKey: hex(32),
  configHash: hex(32),
  salt: hex(32),
  rotations: z.array(Rotation).max(64),
});
export type AccountOrigin = z.infer<typeof AccountOrigin>;

/** One half of a 52-byte signature, for the device to finish. */
export const HalfSignature = z.object({
  commitments: SigningCommitments,
  share: SignatureShare,
  /** What the service signed; the device computes it itself and compares. */
  digest: hex(32),
});
export type HalfSignature = z.infer<typeof HalfSignature>;

/** `POST /recoveries/lookup`, signed by any request key: what the service remembers of an address. */
export const RecoveryLookupRequest = z.strictObject({ address: EvmAddress });
export type RecoveryLookupRequest = z.infer<typeof RecoveryLookupRequest>;

/** How an account stands on one chain. */
export const RecoveryTarget = z.object({
  chainId: ChainId,
  isDeployed: z.boolean(),
  /** Where not deployed: the epoch after the known rotations. */
  ownerEpoch: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  /** Configuration in force by the chain's own word; absent while only first guardians or the address say so. */
  configHash: hex(32).optional(),
});
export type RecoveryTarget = z.infer<typeof RecoveryTarget>;

/** `origin` and `guardians` are null where the service does not know the account: a guardian's card has both. */
export const RecoveryLookup = z.object({
  origin: AccountOrigin.nullable(),
  guardians: GuardianSet.nullable(),
  chains: z.array(RecoveryTarget).max(64),
});
export type RecoveryLookup = z.infer<typeof RecoveryLookup>;

/**
 * `POST /accounts/{id}/recovery-proof`: the service's half of the new key's `InstallOwner` signature for the account at
 * `address`. `{id}` is an account under creation: passkey, key and vault are there, it was never activated.
 */
export const RecoveryProofRequest = z.strictObject({ address: EvmAddress, commitments: SigningCommitments });
export type RecoveryProofRequest = z.infer<typeof RecoveryProofRequest>;

/**
 * `POST /recoveries`, signed by the request key of that account under creation: asks the guardians of `address` to make
 * its key the owner.
 */
export const CreateRecoveryRequest = z.strictObject({
  /** The account under creation whose key takes over. */
  accountId: AccountId,
  address: EvmAddress,
  /** Name by which guardians know who asks; typed by that person, checked by nobody. */
  requester: DisplayName,
  origin: AccountOrigin,
  guardians: GuardianSet,
  /** 52 bytes of the new key over `InstallOwner`. */
  proof: hex(52),
  ownerEpoch: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  /** Random, 32 bytes. */
  nonce: hex(32),
  /** Unix seconds, at most 30 days ahead. */
  deadline: Uint48Seconds,
  /** Ascending, each served by this service. */
  chainIds: z.array(ChainId).min(1).max(16),
});
export type CreateRecoveryRequest = z.infer<typeof CreateRecoveryRequest>;

/**
 * `POST /recoveries/{id}/hand-over`, signed by the request key of that account under creation: the account's present key
 * gives it to the new one, and no guardian is asked.
 */
export const HandOverRequest = z.strictObject({
  /** 52 bytes of the key that owns the account over `RotateOwner`, at the request's owner epoch. */
  ownerSignature: hex(52),
});
export type HandOverRequest = z.infer<typeof HandOverRequest>;

/** How far a recovery is on one chain. */
export const RecoveryProgress = z.object({
  chainId: ChainId,
  /** Valid approvals on this chain: a contract's approval may hold on one chain only. */
  approvals: z.int().min(0).max(10),
  status: z.enum([
    "collecting",
    "submitting",
    "pending",
    "finalizing",
    "done",
    "cancelled",
    "replaced",
    "expired",
    "failed",
  ]),
  /** When it may be finalized, and when no longer; from `pending` on. */
  readyAt: TimestampMs.optional(),
  expiresAt: TimestampMs.optional(),
  /** Why it failed, in words for people. */
  reason: z.string().max(512).optional(),
  transactionHash: hex(32).optional(),
});
export type RecoveryProgress = z.infer<typeof RecoveryProgress>;

/**
 * A guardian's approval. `chainId` where a contract signed for one chain; without it, for all of the request's. An empty
 * signature (`0x`) is that of a contract that has called `approveRecovery`.
 */
export const RecoveryApproval = z.strictObject({
  signer: GuardianSigner,
  salt: hex(32),
  signature: hexUpTo(8192),
  chainId: ChainId.optional(),
});
export type RecoveryApproval = z.infer<typeof RecoveryApproval>;

/** An approval that has been checked. */
export const GivenApproval = z.object({
  /** Which of the configuration's commitments. */
  commitment: hex(32),
  chainIds: z.array(ChainId).max(16),
  approvedAt: TimestampMs,
});
export type GivenApproval = z.infer<typeof GivenApproval>;

/** `GET /recoveries/{recoveryId}`, for whoever has the link: everything a guardian checks and signs. */
export const Recovery = z.object({
  recoveryId: OpaqueId,
  address: EvmAddress,
  requester: DisplayName,
  origin: AccountOrigin,
  guardians: GuardianSet,
  newOwner: hex(32),
  proof: hex(52),
  ownerEpoch: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  configHash: hex(32),
  nonce: hex(32),
  deadline: Uint48Seconds,
  chainIds: z.array(ChainId).min(1).max(16),
  /** EIP-712 struct hash of StartRecovery, and the digest that guardians sign. */
  recoveryHash: hex(32),
  digest: hex(32),
  createdAt: TimestampMs,
  /** Withdrawn by who asked. */
  withdrawnAt: TimestampMs.optional(),
  approvals: z.array(GivenApproval).max(10),
  chains: z.array(RecoveryProgress).max(16),
  /** True once the service holds the account under the new key: the new device may open it. */
  isTakenOver: z.boolean(),
});
export type Recovery = z.infer<typeof Recovery>;

/** A transaction that anybody may send. */
export const ReadyTransaction = z.object({
  chainId: ChainId,
  kind: z.string().max(40),
  to: EvmAddress,
  data: hexUpTo(131_072),
});
export type ReadyTransaction = z.infer<typeof ReadyTransaction>;

/** `GET /recoveries/{recoveryId}/transactions`: in this order, on chains with enough approvals. */
export const RecoveryTransactions = z.object({ transactions: z.array(ReadyTransaction).max(256) });
export type RecoveryTransactions = z.infer<typeof RecoveryTransactions>;

/** `GET /relay/jobs/{jobId}`: a transaction of the relay account, ready to be sent by anybody where it was refused. */
export const RelayJob = z.object({
  jobId: OpaqueId,
  kind: z.string().max(40),
  chainId: ChainId,
  status: z.enum(["queued", "sent", "done", "failed", "refused"]),
  reason: z.string().max(512).optional(),
  to: EvmAddress,
  data: hexUpTo(131_072),
  transactionHash: hex(32).optional(),
  updatedAt: TimestampMs,
});
export type RelayJob = z.infer<typeof RelayJob>;

import { z } from "zod";
import { CardChain, GuardianSigner } from "./guardians.ts";
import { ChainId, DisplayName, EvmAddress, hex, hexUpTo, OpaqueId, TimestampMs, Uint48Seconds } from "./primitives.ts";
import { AccountOrigin, GuardianSet } from "./recovery.ts";

/**
 * A request to the guardians of an account, whole: it travels in the fragment of a link, so it needs no service. With
 * `recoveryId` the service knows it too.
 */
export const RecoveryRequestLink = z.strictObject({
  version: z.literal(1),
  kind: z.literal("tandem-recovery-request"),
  recoveryId: OpaqueId.optional(),
  address: EvmAddress,
  /** As the cards call the account. */
  accountName: DisplayName,
  /** Who says to ask; checked by nobody, which is why the words are compared by voice. */
  requester: DisplayName,
  origin: AccountOrigin,
  factory: EvmAddress,
  core: EvmAddress,
  guardians: GuardianSet,
  newOwner: hex(32),
  /** 52 bytes of the new key over `InstallOwner`. */
  proof: hex(52),
  ownerEpoch: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  configHash: hex(32),
  nonce: hex(32),
  deadline: Uint48Seconds,
  chainIds: z.array(ChainId).min(1).max(16),
  chains: z.array(CardChain).min(1).max(16),
  createdAt: TimestampMs,
});
export type RecoveryRequestLink = z.infer<typeof RecoveryRequestLink>;

/** A guardian's approval as a text that can be sent by any messenger. */
export const RecoveryApprovalLink = z.strictObject({
  version: z.literal(1),
  kind: z.literal("tandem-recovery-approval"),
  /** EIP-712 struct hash of the request it is for. */
  recoveryHash: hex(32),
  /** How the guardian calls itself. */
  name: DisplayName,
  signer: GuardianSigner,
  salt: hex(32),
  signature: hexUpTo(8192),
});
export type RecoveryApprovalLink = z.infer<typeof RecoveryApprovalLink>;

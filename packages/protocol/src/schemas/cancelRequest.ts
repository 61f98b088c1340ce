import { z } from "zod";
import { CardChain, GuardianSigner } from "./guardians.ts";
import { ChainId, DisplayName, EvmAddress, hex, hexUpTo, TimestampMs, Uint48Seconds } from "./primitives.ts";
import { GuardianSet } from "./recovery.ts";

/** A guardian's yes to stopping a recovery, as the account takes it. */
export const CancelApproval = z.strictObject({
  /** How the guardian calls itself. */
  name: DisplayName,
  signer: GuardianSigner,
  salt: hex(32),
  /** Empty (`0x`) where a contract has called `approveRecovery`. */
  signature: hexUpTo(8192),
});
export type CancelApproval = z.infer<typeof CancelApproval>;

/**
 * Guardians stop a recovery that they did not want: a link that grows by one approval with each of them, and needs no
 * service. What they sign is `CancelRecovery` of `@tandem/account`.
 */
export const CancelRequestLink = z.strictObject({
  version: z.literal(1),
  kind: z.literal("tandem-cancel-request"),
  address: EvmAddress,
  accountName: DisplayName,
  factory: EvmAddress,
  /** Of the address, which the account asks for while its first configuration is the one in it. */
  salt: hex(32),
  guardians: GuardianSet,
  /** The recovery that is stopped. */
  recoveryHash: hex(32),
  nonce: hex(32),
  deadline: Uint48Seconds,
  chainIds: z.array(ChainId).min(1).max(16),
  chains: z.array(CardChain).min(1).max(16),
  approvals: z.array(CancelApproval).max(10),
  createdAt: TimestampMs,
});
export type CancelRequestLink = z.infer<typeof CancelRequestLink>;

import type { Hex } from "viem";
import { z } from "zod";
import { Rotation } from "./accounts.ts";
import { ActionProof } from "./actions.ts";
import { GuardianConfig } from "./guardianConfig.ts";
import {
  AccountId,
  ChainId,
  DisplayName,
  EvmAddress,
  hex,
  hexUpTo,
  OpaqueId,
  type TextSchema,
  TimestampMs,
  Uint48Seconds,
} from "./primitives.ts";
import { CredentialId } from "./webauthn.ts";

/** An ERC-7913 signer: an address (20 bytes), or verifier ‖ key (52 or 84). */
export const GuardianSigner: TextSchema<Hex> = z.union([hex(20), hex(52), hex(84)]);
export type GuardianSigner = z.infer<typeof GuardianSigner>;

/** A guardian's signature of an EIP-712 digest: 65 bytes of a wallet, more of a contract or a passkey. */
export const GuardianSignature = hexUpTo(8192, 1);

/** A guardian's yes: who it is, signed over `hashGuardianAcceptance` of `@tandem/account`. */
export const GuardianAcceptance = z.strictObject({
  signer: GuardianSigner,
  /** How the guardian calls itself. */
  name: DisplayName,
  signature: GuardianSignature,
  /** Of a passkey: which one to ask for later. */
  credentialId: CredentialId.optional(),
});
export type GuardianAcceptance = z.infer<typeof GuardianAcceptance>;

/** Where a chain is reached without the service. */
export const CardChain = z.strictObject({
  chainId: ChainId,
  name: z.string().min(1).max(64),
  /** Absolute. */
  rpcUrl: z.url({ protocol: /^https?$/ }).max(2048),
  bundlerUrl: z.url({ protocol: /^https?$/ }).max(2048),
});
export type CardChain = z.infer<typeof CardChain>;

/** All that a guardian needs later, without the service's memory. Public but for who guards whom. */
export const GuardianCard = z.strictObject({
  version: z.literal(1),
  kind: z.literal("tandem-guardian-card"),
  accountName: DisplayName,
  accountId: AccountId,
  address: EvmAddress,
  /** What the address was made of. */
  birthKey: hex(32),
  configHash: hex(32),
  salt: hex(32),
  factory: EvmAddress,
  core: EvmAddress,
  rotations: z.array(Rotation).max(64),
  /** The configuration that this guardian belongs to, and its epoch. */
  config: GuardianConfig,
  configEpoch: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  /** The owner's 52 bytes over `FirstGuardians`, where the configuration was set by signature. */
  firstGuardiansSignature: hex(52).optional(),
  guardian: z.strictObject({
    name: DisplayName,
    signer: GuardianSigner,
    salt: hex(32),
    credentialId: CredentialId.optional(),
  }),
  inviteId: OpaqueId.optional(),
  chains: z.array(CardChain).min(1).max(16),
  issuedAt: TimestampMs,
});
export type GuardianCard = z.infer<typeof GuardianCard>;

/** `POST /accounts/{id}/guardian-invites` → GuardianInvite. */
export const CreateGuardianInviteRequest = z.strictObject({ name: DisplayName });
export type CreateGuardianInviteRequest = z.infer<typeof CreateGuardianInviteRequest>;

/** An invite as the owner sees it. */
export const GuardianInvite = z.object({
  /** 16 random bytes, base64url: the invite's link carries it, and nothing secret. */
  inviteId: OpaqueId,
  /** How the owner calls the person. */
  name: DisplayName,
  createdAt: TimestampMs,
  expiresAt: TimestampMs,
  acceptance: GuardianAcceptance.optional(),
  acceptedAt: TimestampMs.optional(),
  hasCard: z.boolean(),
  /** When the guardian last signed that it is still there. */
  seenAt: TimestampMs.optional(),
});
export type GuardianInvite = z.infer<typeof GuardianInvite>;

/** `GET /accounts/{id}/guardian-invites`: those not withdrawn, oldest first. */
export const GuardianInvites = z.object({ invites: z.array(GuardianInvite).max(64) });
export type GuardianInvites = z.infer<typeof GuardianInvites>;

/** `GET /guardian-invites/{inviteId}`: what the invited person sees. Public to whoever holds the id. */
export const PublicGuardianInvite = z.object({
  status: z.enum(["open", "accepted", "expired"]),
  accountName: DisplayName,
  address: EvmAddress,
  expiresAt: TimestampMs,
  acceptance: GuardianAcceptance.optional(),
  card: GuardianCard.optional(),
});
export type PublicGuardianInvite = z.infer<typeof PublicGuardianInvite>;

/** `POST /guardian-invites/{inviteId}/seen` → 204: the guardian still has its key. Signed over `hashGuardianPresence`. */
export const GuardianSeenRequest = z.strictObject({ at: Uint48Seconds, signature: GuardianSignature });
export type GuardianSeenRequest = z.infer<typeof GuardianSeenRequest>;

/**
 * `POST /accounts/{id}/guardians/request` → Wait. Action `first-guardians` with body `{ config }`: begins the 24 hours after
 * which the co-signer signs `FirstGuardians` for an account that is older than a day.
 */
export const RequestFirstGuardiansRequest = z.strictObject({ config: GuardianConfig, proof: ActionProof });
export type RequestFirstGuardiansRequest = z.infer<typeof RequestFirstGuardiansRequest>;

/** `POST /accounts/{id}/guardians`: the signed first guardians; the service brings them to the chains. */
export const PutFirstGuardiansRequest = z.strictObject({ config: GuardianConfig, ownerSignature: hex(52) });
export type PutFirstGuardiansRequest = z.infer<typeof PutFirstGuardiansRequest>;

/** `GET /accounts/{id}/guardians`: what the service keeps of the first guardians. */
export const FirstGuardians = z.object({
  first: z.object({ config: GuardianConfig, ownerSignature: hex(52), createdAt: TimestampMs }).nullable(),
});
export type FirstGuardians = z.infer<typeof FirstGuardians>;

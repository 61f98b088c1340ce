import { z } from "zod";
import { SecondFactorProof } from "./devices.ts";
import { GuardianConfig } from "./guardianConfig.ts";
import { LogPromise } from "./log.ts";
import { AssetId } from "./policy.ts";
import {
  ChainId,
  Decimal,
  EvmAddress,
  hex,
  hexUpTo,
  KeyEpoch,
  OpaqueId,
  RuleName,
  Uint48Seconds,
} from "./primitives.ts";
import { TypedData } from "./typedData.ts";
import { UserOperation } from "./userOperation.ts";
import { Assertion } from "./webauthn.ts";

/** Longest validity of a co-signed UserOperation, seconds. */
export const maxOperationValiditySeconds = 600;

export const UserOperationRequest = z
  .strictObject({
    kind: z.literal("userOperation"),
    chainId: ChainId,
    entryPoint: EvmAddress,
    userOperation: UserOperation,
    /** Unix seconds, as the chain compares them with `block.timestamp`. */
    validAfter: Uint48Seconds,
    validUntil: Uint48Seconds,
  })
  .refine(
    ({ validAfter, validUntil }) => validUntil > validAfter && validUntil - validAfter <= maxOperationValiditySeconds,
    { error: "validUntil is after validAfter, by at most 600 seconds" },
  );

export const TypedDataRequest = z.strictObject({
  kind: z.literal("typedData"),
  chainId: ChainId,
  typedData: TypedData,
});

/** `message` is the bytes of an EIP-191 personal message, without the prefix. */
export const MessageRequest = z.strictObject({
  kind: z.literal("message"),
  chainId: ChainId,
  message: hexUpTo(32_768),
});

/** The first guardians of an account: signed as `FirstGuardians`, which names no chain. `chainId` is where it begins. */
export const FirstGuardiansRequest = z.strictObject({
  kind: z.literal("firstGuardians"),
  chainId: ChainId,
  config: GuardianConfig,
});

/** What is to be signed: the thing itself, never a digest. */
export const SigningRequest = z.discriminatedUnion("kind", [
  UserOperationRequest,
  TypedDataRequest,
  MessageRequest,
  FirstGuardiansRequest,
]);
export type SigningRequest = z.infer<typeof SigningRequest>;

/** Public nonces D and E of one signer: 33-byte compressed points. */
export const SigningCommitments = z.strictObject({ hiding: hex(33), binding: hex(33) });
export type SigningCommitments = z.infer<typeof SigningCommitments>;

/** One signer's part of a signature: a 32-byte big-endian scalar. */
export const SignatureShare = hex(32);
export type SignatureShare = z.infer<typeof SignatureShare>;

export const RuleResult = z.object({ name: RuleName, detail: z.string().max(512) });
export type RuleResult = z.infer<typeof RuleResult>;

export const Debit = z.object({ asset: AssetId, amount: Decimal });
export type Debit = z.infer<typeof Debit>;

/** `POST /accounts/{id}/preview`: what the policy would say. Reserves nothing. */
export const PreviewRequest = z.strictObject({ request: SigningRequest });
export type PreviewRequest = z.infer<typeof PreviewRequest>;

export const PreviewResponse = z.object({
  /** What the shares would sign. */
  digest: hex(32),
  decision: z.enum(["allow", "confirm", "refuse"]),
  /** Rules that refuse or ask to be confirmed by name. */
  rules: z.array(RuleResult).max(64),
  debits: z.array(Debit).max(64),
  policyHash: hex(32),
});
export type PreviewResponse = z.infer<typeof PreviewResponse>;

/** `POST /accounts/{id}/signatures`: one co-signature in one round trip. */
export const CreateSignatureRequest = z.strictObject({
  /** 32 random bytes drawn when the user confirms; the same in every retry. */
  intentId: hex(32),
  keyEpoch: KeyEpoch,
  /** Server and device. */
  signers: z.tuple([z.literal(1), z.literal(3)]),
  commitments: SigningCommitments,
  /** Names of the rules the user confirmed; stand under the step-up challenge. */
  confirmed: z.array(RuleName).max(64),
  policyHash: hex(32),
  /** Passkey assertion over `stepUpChallenge`. */
  assertion: Assertion,
  /** Where rule `second-factor` asks for one. */
  secondFactor: SecondFactorProof.optional(),
  /** 0 for the first; a replacement of the same entry nonce counts up. */
  attempt: z.int().min(0).max(1000),
  request: SigningRequest,
});
export type CreateSignatureRequest = z.infer<typeof CreateSignatureRequest>;

/** Which decision was made, and its leaf in the audit log. */
export const Receipt = z.object({
  decisionId: OpaqueId,
  policyHash: hex(32),
  keyEpoch: KeyEpoch,
  leaf: hex(32),
  promise: LogPromise,
});
export type Receipt = z.infer<typeof Receipt>;

export const CreateSignatureResponse = z.object({
  commitments: SigningCommitments,
  share: SignatureShare,
  digest: hex(32),
  receipt: Receipt,
});
export type CreateSignatureResponse = z.infer<typeof CreateSignatureResponse>;

import { z } from "zod";
import { ActionProof, Wait } from "./actions.ts";
import { Policy } from "./policy.ts";
import { ChainId, hex, hexUpTo, Uint48Seconds } from "./primitives.ts";

/**
 * `POST /accounts/{id}/policy`, action `change-policy` with body `{ basePolicyHash, policy }`. A change that loosens
 * nothing takes effect at once; any other one after 24 hours, by itself, unless it is cancelled.
 */
export const ChangePolicyRequest = z.strictObject({
  /** Hash of the policy that was on the screen. */
  basePolicyHash: hex(32),
  policy: Policy,
  proof: ActionProof,
});
export type ChangePolicyRequest = z.infer<typeof ChangePolicyRequest>;

/** The policy that waits to take effect, if one does. */
export const PendingPolicy = z.object({ policy: Policy, policyHash: hex(32), wait: Wait });
export type PendingPolicy = z.infer<typeof PendingPolicy>;

/** `GET` and `POST /accounts/{id}/policy`: the policy in force, and the one that waits. */
export const PolicyState = z.object({ policy: Policy, policyHash: hex(32), pending: PendingPolicy.optional() });
export type PolicyState = z.infer<typeof PolicyState>;

/** `POST /accounts/{id}/freeze` and `…/unfreeze`, actions `freeze` and `unfreeze` with body `{}`. */
export const FreezeRequest = z.strictObject({ proof: ActionProof });
export type FreezeRequest = z.infer<typeof FreezeRequest>;

export const FreezeState = z.object({
  frozen: z.boolean(),
  /** Who asked for it. */
  frozenBy: z.enum(["owner", "guardians"]).optional(),
  /** When the freeze ends, once that was asked for. */
  unfreezing: Wait.optional(),
});
export type FreezeState = z.infer<typeof FreezeState>;

/**
 * `POST /accounts/{id}/changes`, action `begin-change` with body `{ chainId, data }`: a call to the account itself that
 * adds a holder of power is co-signed only 24 hours after it was announced here.
 */
export const BeginChangeRequest = z.strictObject({
  chainId: ChainId,
  /** The call's data. */
  data: hexUpTo(8192, 4),
  proof: ActionProof,
});
export type BeginChangeRequest = z.infer<typeof BeginChangeRequest>;

/** `POST /freezes/{chainId}/{address}`: a guardian asks that the service stops co-signing for an account. */
export const GuardianFreezeRequest = z.strictObject({
  /** ERC-7913 signer, and the salt of its commitment. */
  signer: hexUpTo(84, 20),
  salt: hex(32),
  /** Configuration in force, which the chain knows by its hash. */
  config: z.strictObject({
    threshold: z.int().min(1).max(10),
    recoveryDelay: Uint48Seconds,
    recoveryWindow: Uint48Seconds,
    configDelay: Uint48Seconds,
    commitments: z.array(hex(32)).min(1).max(10),
  }),
  /** Random, used once. */
  nonce: hex(32),
  /** Unix seconds, at most a day ahead. */
  deadline: Uint48Seconds,
  /** Over `getFreezeTypedData`. */
  signature: hexUpTo(4096, 1),
});
export type GuardianFreezeRequest = z.infer<typeof GuardianFreezeRequest>;

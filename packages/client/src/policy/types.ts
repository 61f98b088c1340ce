import type { FreezeState, Policy, PolicyState, Wait } from "@tandem/protocol";
import type { Hex } from "viem";
import type { AccountParameters } from "../types.ts";

export type ChangePolicyParameters = AccountParameters & {
  /** Hash of the policy that was on the screen. */
  readonly basePolicyHash: Hex;
  readonly policy: Policy;
};

export type BeginChangeParameters = AccountParameters & {
  readonly chainId: number;
  /** Calldata to the account: `scheduleGuardians` or `scheduleUpgrade`. */
  readonly data: Hex;
};

/** The account's rules, and stopping the service. Each change is one passkey prompt. */
export type PolicyActions = {
  /** The policy in force and the one that waits. */
  getPolicy(parameters: AccountParameters): Promise<PolicyState>;
  /** What lets nothing through that was stopped counts at once; everything else in 24 hours, by itself. */
  changePolicy(parameters: ChangePolicyParameters): Promise<PolicyState>;
  getFreeze(parameters: AccountParameters): Promise<FreezeState>;
  /** Stops co-signing at once. It stops the service, not the chain: device and kit still sign. */
  freeze(parameters: AccountParameters): Promise<FreezeState>;
  /** Ends a freeze: at once one that guardians asked for, in 24 hours the owner's own. */
  unfreeze(parameters: AccountParameters): Promise<FreezeState>;
  /** Announces a call that adds a holder of power. It can be confirmed, once, when the wait is over. */
  beginChange(parameters: BeginChangeParameters): Promise<Wait>;
};

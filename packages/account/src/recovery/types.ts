import type { Hex } from "viem";

/** `IRecovery.GuardianConfig`; delays in seconds. */
export type GuardianConfigStruct = {
  readonly threshold: number;
  readonly recoveryDelay: number;
  readonly recoveryWindow: number;
  readonly configDelay: number;
  /** keccak256(signer ‖ salt) of each guardian. */
  readonly commitments: readonly Hex[];
};

/** `IRecovery.StartRecovery`. */
export type StartRecoveryStruct = {
  readonly newOwner: Hex;
  readonly ownerEpoch: bigint;
  readonly configHash: Hex;
  readonly nonce: bigint;
  /** Unix seconds. */
  readonly deadline: number;
  readonly chainIds: readonly bigint[];
};

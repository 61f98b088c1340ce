import type { Address, Hex } from "viem";

/** A guardian configuration as the account takes it. Delays in seconds. */
export type GuardianConfig = {
  /** How many guardians start a recovery; 0 only without guardians. */
  readonly threshold: number;
  /** From the start of a recovery until it may be finalized. */
  readonly recoveryDelay: number;
  /** From then until it expires. */
  readonly recoveryWindow: number;
  /** From scheduling another configuration until it may be applied. */
  readonly configDelay: number;
  /** `hashGuardian` of each, at most 10. */
  readonly commitments: readonly Hex[];
};

/** The configuration in force as it is shown to the account; factory and salt matter while it is the one in the address. */
export type CurrentGuardianConfig = {
  readonly config: GuardianConfig;
  readonly factory: Address;
  readonly salt: Hex;
};

/** An ERC-7913 signer with the 32 random bytes that hide it in its commitment. */
export type Guardian = { readonly signer: Hex; readonly salt: Hex };

/** What a guardian is: an address (EOA or contract), or a key that a verifier contract checks. */
export type GuardianSigner =
  | { readonly kind: "address"; readonly address: Address }
  | {
      readonly kind: "key";
      readonly verifier: Address;
      /** 64 bytes x ‖ y of a passkey (P-256), 32 bytes P.x of a threshold key. */
      readonly key: Hex;
    };

/** What guardians sign to start a recovery. `deadline` in Unix seconds. */
export type StartRecovery = {
  readonly newOwner: Hex;
  readonly ownerEpoch: bigint;
  readonly configHash: Hex;
  readonly nonce: bigint;
  readonly deadline: number;
  readonly chainIds: readonly bigint[];
};

/** What guardians sign to cancel one. */
export type CancelRecovery = {
  readonly recoveryHash: Hex;
  readonly nonce: bigint;
  readonly deadline: number;
  readonly chainIds: readonly bigint[];
};

/** One guardian's approval. `signature` is empty (`0x`) where it approved on chain. */
export type Approval = Guardian & { readonly signature: Hex };

/** The chain-less messages of an account, by EIP-712 primary type. */
export type RecoveryMessage =
  | { readonly primaryType: "StartRecovery"; readonly message: StartRecovery }
  | { readonly primaryType: "CancelRecovery"; readonly message: CancelRecovery }
  | { readonly primaryType: "FirstGuardians"; readonly message: { readonly configHash: Hex } }
  | { readonly primaryType: "InstallOwner"; readonly message: { readonly newOwner: Hex } }
  | {
      readonly primaryType: "RotateOwner";
      readonly message: { readonly newOwner: Hex; readonly ownerEpoch: bigint };
    };

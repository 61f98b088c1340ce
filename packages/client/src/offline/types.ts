import type { UnsignedUserOperation } from "@tandem/account";
import type { KitUpdate, Recovered, Rotation } from "@tandem/protocol";
import type { Address, Hex } from "viem";

/** What an account's address is made of, and the keys that followed. From the kit or from this device. */
export type OfflineAccount = {
  readonly accountId: Hex;
  readonly name: string;
  readonly address: Address;
  /** x coordinate of the group key that the shares belong to. */
  readonly publicKey: Hex;
  readonly keyEpoch: number;
  readonly birthKey: Hex;
  readonly configHash: Hex;
  readonly salt: Hex;
  readonly rotations: readonly Rotation[];
  /** Where guardians have made a key the owner since. */
  readonly recovered?: Recovered | undefined;
};

/** After a renewal of the shares: how a kit from before it comes along. */
export type RenewedShares = { readonly publicKeyPackage: Hex; readonly kitUpdates: readonly KitUpdate[] };

/** An operation that only the signature is missing from. */
export type OfflineOperation = {
  readonly chainId: number;
  readonly userOperation: UnsignedUserOperation;
  /** Unix seconds of the chain. */
  readonly validAfter: number;
  readonly validUntil: number;
  /** The most that the EntryPoint can take from the account for it. */
  readonly maxFeeWei: bigint;
};

/** The transaction that any account without code can send for the user; its sender gets the fee. */
export type HandleOpsTransaction = { readonly to: Address; readonly data: Hex; readonly gas: bigint };

import type { Address, Hex } from "viem";
import type { PackedUserOperation } from "viem/account-abstraction";
import type { Chain } from "../../contracts/support/createChain.ts";

export type Call = { readonly to: Address; readonly value: bigint; readonly data: Hex };

/** One account under measurement. */
export type Peer = {
  readonly sender: Address;
  /** factory ‖ its calldata. */
  readonly initCode: Hex;
  readonly encodeCall: (call: Call) => Hex;
  /** The batch that every client of the account understands: ERC-7821, or what the account has instead. */
  readonly encodeBatch: (calls: readonly Call[]) => Hex;
  /** The account's shortest batch. */
  readonly encodeShortBatch: (calls: readonly Call[]) => Hex;
  readonly sign: (userOp: PackedUserOperation) => Promise<Hex>;
};

/** Deploys what a kind of account needs once, and makes account number `index` of it. */
export type PeerKind = {
  readonly name: string;
  readonly prepare: (chain: Chain) => Promise<(index: number) => Promise<Peer>>;
};

/** Gas of the receipt of `handleOps` with one operation; null where the account cannot do it. */
export type GasRow = {
  readonly create: number;
  readonly native: number;
  readonly erc20: number;
  readonly batch: number;
  readonly batchPacked: number;
  readonly erc20Paymaster: number;
  readonly erc20OwnPaymaster: number;
  /** Bytes of calldata of the ERC-20 operation's transaction. */
  readonly calldataBytes: number;
};

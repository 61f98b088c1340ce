import type { Address, Hex } from "viem";
import type { PackedUserOperation } from "viem/account-abstraction";
import type { Chain } from "../../contracts/support/createChain.ts";

export type Call = { readonly to: Address; readonly value: bigint; readonly data: Hex };

/** A signature, and those of its bytes that are random and not structure. */
export type Signed = { readonly signature: Hex; readonly random: Hex };

/** One account under measurement. */
export type Peer = {
  readonly sender: Address;
  /** factory ‖ its calldata. */
  readonly initCode: Hex;
  readonly encodeCall: (call: Call) => Hex;
  /** The batch that every client of the account understands: ERC-7821, or what the account has instead. */
  readonly encodeBatch?: (calls: readonly Call[]) => Hex;
  /** The account's shortest batch. */
  readonly encodeShortBatch?: (calls: readonly Call[]) => Hex;
  readonly sign: (userOp: PackedUserOperation) => Promise<Signed>;
};

/** Deploys what a kind of account needs once, and makes account number `index` of it. */
export type PeerKind = {
  readonly name: string;
  readonly prepare: (chain: Chain) => Promise<(index: number) => Promise<Peer>>;
};

/** Gas of the receipt of `handleOps` with one operation; null where the account cannot do it. */
export type GasRow = {
  /** Creation and a native transfer, by an account that holds ether and no deposit at the EntryPoint. */
  readonly create: number;
  /** The same where the deposit is there already. */
  readonly createWithDeposit: number;
  readonly native: number;
  readonly erc20: number;
  /** Two ERC-20 transfers. */
  readonly batch: number | null;
  readonly batchPacked: number | null;
  readonly erc20Paymaster: number;
  readonly erc20OwnPaymaster: number;
  /** Bytes of calldata of the ERC-20 operation's transaction. */
  readonly calldataBytes: number;
};

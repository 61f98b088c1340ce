import { parseUserOperation } from "@tandem/account";
import { type Address, encodeFunctionData, hexToBigInt } from "viem";
import { entryPoint09Abi, entryPoint09Address, toPackedUserOperation } from "viem/account-abstraction";
import type { SignedOperation } from "./signOfflineOperation.ts";
import type { HandleOpsTransaction } from "./types.ts";

export type EncodeHandleOpsParameters = {
  readonly operation: SignedOperation;
  /** Gets the fee: the account that sends the transaction. */
  readonly beneficiary: Address;
};

/**
 * A signed operation as a transaction of the EntryPoint. Any plain account may send it: without code, EIP-7702 included,
 * which EntryPoint v0.9 refuses.
 */
export function encodeHandleOps({ operation, beneficiary }: EncodeHandleOpsParameters): HandleOpsTransaction {
  const { signature, ...unsigned } = operation;
  const packed = toPackedUserOperation({ ...parseUserOperation(unsigned), signature });
  const limits = [operation.callGasLimit, operation.verificationGasLimit].map((limit) => hexToBigInt(limit));
  return {
    to: entryPoint09Address,
    data: encodeFunctionData({
      abi: entryPoint09Abi,
      functionName: "handleOps",
      args: [[packed], beneficiary],
    }),
    // The EntryPoint passes on 63/64 of what it has, and needs some for itself.
    gas: (limits.reduce((sum, limit) => sum + limit, 0n) * 65n) / 63n + 150_000n,
  };
}

import {
  type Address,
  concat,
  type Hex,
  hashTypedData,
  numberToHex,
  parseEventLogs,
  parseGwei,
  type TransactionReceipt,
} from "viem";
import { entryPoint09Abi, entryPoint09Address, type PackedUserOperation } from "viem/account-abstraction";
import type { Chain } from "./createChain.ts";

/** Receives what bundles pay; exists already, so that paying it costs the same every time. */
export const beneficiary: Address = `0x${"be".repeat(20)}`;

/** A UserOperation in the EntryPoint's form, unsigned, with limits that fit a test. */
export function packUserOperation(
  fields: Pick<PackedUserOperation, "sender"> &
    Partial<Omit<PackedUserOperation, "accountGasLimits" | "gasFees">> & {
      readonly verificationGasLimit?: bigint;
      readonly callGasLimit?: bigint;
    },
): PackedUserOperation {
  const { verificationGasLimit = 1_500_000n, callGasLimit = 1_000_000n, ...rest } = fields;
  return {
    nonce: 0n,
    initCode: "0x",
    callData: "0x",
    accountGasLimits: uint128Pair(verificationGasLimit, callGasLimit),
    preVerificationGas: 50_000n,
    gasFees: uint128Pair(parseGwei("1"), parseGwei("20")),
    paymasterAndData: "0x",
    signature: "0x",
    ...rest,
  };
}

export function uint128Pair(left: bigint, right: bigint): Hex {
  return concat([numberToHex(left, { size: 16 }), numberToHex(right, { size: 16 })]);
}

const packedUserOperationTypes = {
  PackedUserOperation: [
    { name: "sender", type: "address" },
    { name: "nonce", type: "uint256" },
    { name: "initCode", type: "bytes" },
    { name: "callData", type: "bytes" },
    { name: "accountGasLimits", type: "bytes32" },
    { name: "preVerificationGas", type: "uint256" },
    { name: "gasFees", type: "bytes32" },
    { name: "paymasterAndData", type: "bytes" },
  ],
} as const;

/** The operation's hash as EntryPoint v0.9 defines it, and not asked of it. */
export function hashUserOperation(userOp: PackedUserOperation, chainId: number): Hex {
  return hashTypedData({
    domain: { name: "ERC4337", version: "1", chainId, verifyingContract: entryPoint09Address },
    types: packedUserOperationTypes,
    primaryType: "PackedUserOperation",
    message: userOp,
  });
}

/** Sends a bundle; throws the EntryPoint's reason when it refuses one of the operations. */
export async function handleOps(
  chain: Chain,
  userOps: readonly PackedUserOperation[],
  gas = 15_000_000n,
): Promise<TransactionReceipt> {
  const request = {
    abi: entryPoint09Abi,
    address: entryPoint09Address,
    functionName: "handleOps",
    args: [userOps, beneficiary],
  } as const;
  await chain.client.simulateContract({ ...request, account: chain.wallet.account });
  const hash = await chain.wallet.writeContract({ ...request, gas });
  return chain.client.waitForTransactionReceipt({ hash });
}

/** Whether each operation of a bundle succeeded, in order. */
export function readSuccess(receipt: TransactionReceipt): readonly boolean[] {
  return parseEventLogs({ abi: entryPoint09Abi, eventName: "UserOperationEvent", logs: receipt.logs }).map(
    (log) => log.args.success,
  );
}

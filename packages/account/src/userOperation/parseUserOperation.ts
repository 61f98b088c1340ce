import type { UserOperation as WireUserOperation } from "@tandem/protocol";
import { hexToBigInt } from "viem";
import type { UserOperation } from "viem/account-abstraction";

/** viem's form of an operation for EntryPoint 0.9, not yet signed. */
export type UnsignedUserOperation = Omit<UserOperation<"0.9">, "signature">;

/** From the wire (hex) to viem's form (bigint). */
export function parseUserOperation(wire: WireUserOperation): UnsignedUserOperation {
  const { factory, factoryData, paymaster } = wire;
  return {
    sender: wire.sender,
    nonce: hexToBigInt(wire.nonce),
    callData: wire.callData,
    callGasLimit: hexToBigInt(wire.callGasLimit),
    verificationGasLimit: hexToBigInt(wire.verificationGasLimit),
    preVerificationGas: hexToBigInt(wire.preVerificationGas),
    maxFeePerGas: hexToBigInt(wire.maxFeePerGas),
    maxPriorityFeePerGas: hexToBigInt(wire.maxPriorityFeePerGas),
    ...(factory === undefined ? {} : { factory, factoryData: factoryData ?? "0x" }),
    ...(paymaster === undefined
      ? {}
      : {
          paymaster,
          paymasterData: wire.paymasterData ?? "0x",
          paymasterVerificationGasLimit: hexToBigInt(wire.paymasterVerificationGasLimit ?? "0x0"),
          paymasterPostOpGasLimit: hexToBigInt(wire.paymasterPostOpGasLimit ?? "0x0"),
        }),
  };
}

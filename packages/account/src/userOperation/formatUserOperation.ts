import type { UserOperation as WireUserOperation } from "@tandem/protocol";
import { numberToHex } from "viem";
import { InvalidUserOperationError } from "../errors.ts";
import type { UnsignedUserOperation } from "./parseUserOperation.ts";

/**
 * From viem's form to the wire. A signature is left out.
 *
 * @throws InvalidUserOperationError for an EIP-7702 authorization or a separate paymaster signature.
 */
export function formatUserOperation(userOperation: UnsignedUserOperation): WireUserOperation {
  const { factory, paymaster, authorization, paymasterSignature } = userOperation;
  if (authorization !== undefined) throw new InvalidUserOperationError("it carries an EIP-7702 authorization");
  if (paymasterSignature !== undefined) throw new InvalidUserOperationError("it has a separate paymaster signature");
  return {
    sender: userOperation.sender,
    nonce: numberToHex(userOperation.nonce),
    callData: userOperation.callData,
    callGasLimit: numberToHex(userOperation.callGasLimit),
    verificationGasLimit: numberToHex(userOperation.verificationGasLimit),
    preVerificationGas: numberToHex(userOperation.preVerificationGas),
    maxFeePerGas: numberToHex(userOperation.maxFeePerGas),
    maxPriorityFeePerGas: numberToHex(userOperation.maxPriorityFeePerGas),
    ...(factory === undefined ? {} : { factory, factoryData: userOperation.factoryData ?? "0x" }),
    ...(paymaster === undefined
      ? {}
      : {
          paymaster,
          paymasterData: userOperation.paymasterData ?? "0x",
          paymasterVerificationGasLimit: numberToHex(userOperation.paymasterVerificationGasLimit ?? 0n),
          paymasterPostOpGasLimit: numberToHex(userOperation.paymasterPostOpGasLimit ?? 0n),
        }),
  };
}

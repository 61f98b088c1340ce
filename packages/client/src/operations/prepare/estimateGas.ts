import { stubSignature } from "@tandem/account";
import type { UserOperation } from "@tandem/protocol";
import { type Hex, hexToBigInt } from "viem";
import { type Chain, toServiceError } from "../chain/index.ts";

export type GasLimits = {
  readonly callGasLimit: bigint;
  readonly verificationGasLimit: bigint;
  readonly preVerificationGas: bigint;
};

/** Validation costs a little more with a real signature than with the stub. Percent. */
const verificationMargin = 115n;

/**
 * Gas limits by the bundler's simulation.
 * @throws OperationRefusedError with the revert's reason, InsufficientFundsError, ServiceUnreachableError
 */
export async function estimateGas(chain: Chain, operation: UserOperation): Promise<GasLimits> {
  try {
    const estimate = await chain.bundler.request({
      method: "eth_estimateUserOperationGas",
      params: [{ ...operation, signature: stubSignature }, chain.config.entryPoint],
    });
    const toGas = (value: Hex | undefined): bigint => hexToBigInt(value ?? "0x0");
    return {
      callGasLimit: toGas(estimate.callGasLimit),
      verificationGasLimit: (toGas(estimate.verificationGasLimit) * verificationMargin) / 100n,
      preVerificationGas: toGas(estimate.preVerificationGas),
    };
  } catch (error) {
    throw toServiceError(error, "bundler");
  }
}

import { type PaymasterUserOperation, UserOperation } from "@tandem/protocol";
import { formatEther, parseEther } from "viem";
import { ServiceError } from "../errors.ts";

/** What one operation may cost our deposit at most. */
const maxGas = 5_000_000n;
const maxCostWei = parseEther("0.1");

/** With every gas and fee field: the signature covers them all. */
export function toComplete({ signature: _, ...operation }: PaymasterUserOperation): UserOperation {
  const parsed = UserOperation.safeParse(operation);
  if (!parsed.success) {
    throw new ServiceError("request_malformed", "pm_getPaymasterData needs every gas and fee field of the operation.");
  }
  return parsed.data;
}

/**
 * @returns the most it can cost, in wei.
 * @throws ServiceError `policy_refused` with rule `sponsor-cap`
 */
export function assertCaps(operation: UserOperation): bigint {
  const gas = [
    operation.callGasLimit,
    operation.verificationGasLimit,
    operation.preVerificationGas,
    operation.paymasterVerificationGasLimit ?? "0x0",
    operation.paymasterPostOpGasLimit ?? "0x0",
  ].reduce((sum, part) => sum + BigInt(part), 0n);
  const cost = gas * BigInt(operation.maxFeePerGas);
  if (gas > maxGas || cost > maxCostWei) {
    throw new ServiceError(
      "policy_refused",
      `Sponsored are at most ${maxGas} gas and ${formatEther(maxCostWei)} ETH.`,
      {
        rule: "sponsor-cap",
        action: "Split the operation, or pay its network fee with the account's own balance.",
      },
    );
  }
  return cost;
}

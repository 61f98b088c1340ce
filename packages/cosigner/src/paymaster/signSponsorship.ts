import type { UserOperation } from "@tandem/protocol";
import { type Address, concat, type Hex, numberToHex } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { signedFields, stubSignature, toCompact, toSignedFields } from "./signedFields.ts";

export type SponsorshipParameters = {
  readonly signer: PrivateKeyAccount;
  readonly chainId: number;
  readonly paymaster: Address;
  readonly userOperation: UserOperation;
  /** Unix seconds of the chain. */
  readonly validAfter: number;
  readonly validUntil: number;
};

/** The struct of SponsorPaymaster.sol: every field of the operation, both paymaster gas limits, the validity. */
const types = {
  UserOperationRequest: [
    ...signedFields,
    { name: "validAfter", type: "uint48" },
    { name: "validUntil", type: "uint48" },
  ],
} as const;

/** `paymasterData` of a sponsored operation: validUntil6 ‖ validAfter6 ‖ EIP-2098 signature64, 76 bytes. */
export async function signSponsorship(parameters: SponsorshipParameters): Promise<Hex> {
  const { signer, chainId, paymaster, userOperation: op, validAfter, validUntil } = parameters;
  const signature = await signer.signTypedData({
    domain: { name: "Tandem Sponsor Paymaster", version: "1", chainId, verifyingContract: paymaster },
    types,
    primaryType: "UserOperationRequest",
    message: { ...toSignedFields(op), validAfter, validUntil },
  });
  return encodePaymasterData(validAfter, validUntil, toCompact(signature));
}

/** The same bytes with a signature of nobody, for gas estimates. */
export function stubPaymasterData(validAfter: number, validUntil: number): Hex {
  return encodePaymasterData(validAfter, validUntil, stubSignature);
}

function encodePaymasterData(validAfter: number, validUntil: number, signature64: Hex): Hex {
  return concat([numberToHex(validUntil, { size: 6 }), numberToHex(validAfter, { size: 6 }), signature64]);
}

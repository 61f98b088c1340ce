import type { UserOperation } from "@tandem/protocol";
import { type Address, concat, type Hex, hexToSignature, numberToHex, signatureToCompactSignature } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";

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
    { name: "sender", type: "address" },
    { name: "nonce", type: "uint256" },
    { name: "initCode", type: "bytes" },
    { name: "callData", type: "bytes" },
    { name: "accountGasLimits", type: "bytes32" },
    { name: "preVerificationGas", type: "uint256" },
    { name: "gasFees", type: "bytes32" },
    { name: "paymasterVerificationGasLimit", type: "uint256" },
    { name: "paymasterPostOpGasLimit", type: "uint256" },
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

/** Every field of an operation, as both paymasters' structs have them. */
export function toSignedFields(op: UserOperation) {
  return {
    sender: op.sender,
    nonce: BigInt(op.nonce),
    initCode: op.factory === undefined ? ("0x" as const) : concat([op.factory, op.factoryData ?? "0x"]),
    callData: op.callData,
    accountGasLimits: packTwo(op.verificationGasLimit, op.callGasLimit),
    preVerificationGas: BigInt(op.preVerificationGas),
    gasFees: packTwo(op.maxPriorityFeePerGas, op.maxFeePerGas),
    paymasterVerificationGasLimit: BigInt(op.paymasterVerificationGasLimit ?? "0x0"),
    paymasterPostOpGasLimit: BigInt(op.paymasterPostOpGasLimit ?? "0x0"),
  };
}

/** EIP-2098, 64 bytes. */
export function toCompact(signature: Hex): Hex {
  const { r, yParityAndS } = signatureToCompactSignature(hexToSignature(signature));
  return concat([r, yParityAndS]);
}

/** The same bytes with a signature of nobody, for gas estimates. */
export function stubPaymasterData(validAfter: number, validUntil: number): Hex {
  return encodePaymasterData(validAfter, validUntil, `0x${"5a".repeat(64)}`);
}

function encodePaymasterData(validAfter: number, validUntil: number, signature64: Hex): Hex {
  return concat([numberToHex(validUntil, { size: 6 }), numberToHex(validAfter, { size: 6 }), signature64]);
}

/** Two uint128 in one word, the first one high (ERC-4337 PackedUserOperation). */
function packTwo(high: Hex, low: Hex): Hex {
  return concat([numberToHex(BigInt(high), { size: 16 }), numberToHex(BigInt(low), { size: 16 })]);
}

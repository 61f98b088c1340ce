import type { UserOperation } from "@tandem/protocol";
import { concat, type Hex, hexToSignature, numberToHex, signatureToCompactSignature } from "viem";

/** Every field of an operation, as both paymasters' structs begin. */
export const signedFields = [
  { name: "sender", type: "address" },
  { name: "nonce", type: "uint256" },
  { name: "initCode", type: "bytes" },
  { name: "callData", type: "bytes" },
  { name: "accountGasLimits", type: "bytes32" },
  { name: "preVerificationGas", type: "uint256" },
  { name: "gasFees", type: "bytes32" },
  { name: "paymasterVerificationGasLimit", type: "uint256" },
  { name: "paymasterPostOpGasLimit", type: "uint256" },
] as const;

/** The values of {@link signedFields}. */
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

/** Of nobody: as long as a real one, for gas estimates. */
export const stubSignature: Hex = `0x${"5a".repeat(64)}`;

/** Two uint128 in one word, the first one high (ERC-4337 PackedUserOperation). */
function packTwo(high: Hex, low: Hex): Hex {
  return concat([numberToHex(BigInt(high), { size: 16 }), numberToHex(BigInt(low), { size: 16 })]);
}

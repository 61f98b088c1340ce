import type { UserOperation as WireUserOperation } from "@tandem/protocol";
import { type Address, concatHex, encodeAbiParameters, type Hex, keccak256, numberToHex, stringToHex } from "viem";
import { InvalidUserOperationError } from "../errors.ts";
import { parseUserOperation, type UnsignedUserOperation } from "./parseUserOperation.ts";

export type HashUserOperationParameters = {
  readonly chainId: number;
  readonly entryPoint: Address;
  readonly userOperation: WireUserOperation;
};

/**
 * userOpHash of EntryPoint v0.9 (EIP-712, domain ERC4337). The same value as viem's `getUserOperationHash`, without its
 * general encoder of typed data: a co-signer computes it for every request.
 *
 * @throws InvalidUserOperationError where the EntryPoint would hash something else than the fields: an EIP-7702 factory,
 *   or paymaster data with the signature suffix, which v0.9 leaves out of the hash.
 */
export function hashUserOperation({ chainId, entryPoint, userOperation }: HashUserOperationParameters): Hex {
  const { factory, paymasterData } = userOperation;
  if (factory?.toLowerCase() === eip7702Factory) throw new InvalidUserOperationError("it deploys by EIP-7702");
  if (paymasterData?.toLowerCase().endsWith(paymasterSignatureMagic)) {
    throw new InvalidUserOperationError("its paymaster data ends in a signature that the hash leaves out");
  }
  return keccak256(
    concatHex(["0x1901", hashDomain(chainId, entryPoint), hashOperation(parseUserOperation(userOperation))]),
  );
}

/** hashStruct of PackedUserOperation: 9 words. */
function hashOperation(operation: UnsignedUserOperation): Hex {
  const { factory, factoryData = "0x", paymaster, paymasterData = "0x" } = operation;
  const initCode = factory === undefined ? "0x" : concatHex([factory, factoryData]);
  const paymasterAndData =
    paymaster === undefined
      ? "0x"
      : concatHex([
          paymaster,
          halves(operation.paymasterVerificationGasLimit ?? 0n, operation.paymasterPostOpGasLimit ?? 0n),
          paymasterData,
        ]);
  return keccak256(
    concatHex([
      operationTypeHash,
      "0x000000000000000000000000",
      operation.sender,
      word(operation.nonce),
      keccak256(initCode),
      keccak256(operation.callData),
      halves(operation.verificationGasLimit, operation.callGasLimit),
      word(operation.preVerificationGas),
      halves(operation.maxPriorityFeePerGas, operation.maxFeePerGas),
      keccak256(paymasterAndData),
    ]),
  );
}

const word = (value: bigint) => numberToHex(value, { size: 32 });
/** Two uint128 in one word. */
const halves = (high: bigint, low: bigint) =>
  concatHex([numberToHex(high, { size: 16 }), numberToHex(low, { size: 16 })]);

const operationTypeHash = keccak256(
  stringToHex(
    "PackedUserOperation(address sender,uint256 nonce,bytes initCode,bytes callData,bytes32 accountGasLimits,uint256 preVerificationGas,bytes32 gasFees,bytes paymasterAndData)",
  ),
);
const domainTypeHash = keccak256(
  stringToHex("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
);
const [nameHash, versionHash] = [keccak256(stringToHex("ERC4337")), keccak256(stringToHex("1"))];

let lastDomain: { readonly chainId: number; readonly entryPoint: Address; readonly hash: Hex } | undefined;

function hashDomain(chainId: number, entryPoint: Address): Hex {
  if (lastDomain?.chainId === chainId && lastDomain.entryPoint === entryPoint) return lastDomain.hash;
  const types = [
    { type: "bytes32" },
    { type: "bytes32" },
    { type: "bytes32" },
    { type: "uint256" },
    { type: "address" },
  ] as const;
  const hash = keccak256(
    encodeAbiParameters(types, [domainTypeHash, nameHash, versionHash, BigInt(chainId), entryPoint]),
  );
  lastDomain = { chainId, entryPoint, hash };
  return hash;
}

/** INITCODE_EIP7702_MARKER of the EntryPoint. */
const eip7702Factory = `0x7702${"0".repeat(36)}`;

/** PAYMASTER_SIG_MAGIC of the EntryPoint: first 8 bytes of keccak256("PaymasterSignature"). */
const paymasterSignatureMagic = "22e325a297439656";

import type { UserOperation as WireUserOperation } from "@tandem/protocol";
import type { Address, Hex } from "viem";
import { getUserOperationHash } from "viem/account-abstraction";
import { InvalidUserOperationError } from "../errors.ts";
import { parseUserOperation } from "./parseUserOperation.ts";

export type HashUserOperationParameters = {
  readonly chainId: number;
  readonly entryPoint: Address;
  readonly userOperation: WireUserOperation;
};

/**
 * userOpHash of EntryPoint v0.9 (EIP-712, domain ERC4337).
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
  return getUserOperationHash({
    chainId,
    entryPointAddress: entryPoint,
    entryPointVersion: "0.9",
    userOperation: { ...parseUserOperation(userOperation), signature: "0x" },
  });
}

/** INITCODE_EIP7702_MARKER of the EntryPoint. */
const eip7702Factory = `0x7702${"0".repeat(36)}`;

/** PAYMASTER_SIG_MAGIC of the EntryPoint: first 8 bytes of keccak256("PaymasterSignature"). */
const paymasterSignatureMagic = "22e325a297439656";

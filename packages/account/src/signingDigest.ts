import { timedDigest } from "@tandem/frost";
import { hexToBytes, type SigningRequest } from "@tandem/protocol";
import { type Address, bytesToHex, type Hex, isAddressEqual } from "viem";
import { hashAccountMessage } from "./erc7739/hashAccountMessage.ts";
import { hashAccountTypedData } from "./erc7739/hashAccountTypedData.ts";
import { InvalidUserOperationError } from "./errors.ts";
import { hashGuardianConfig, hashRecoveryMessage } from "./recovery/index.ts";
import { hashUserOperation } from "./userOperation/hashUserOperation.ts";

/**
 * m, the 32 bytes that the shares sign for a request. Device and co-signer compute it each for itself from the request;
 * neither ever takes it from the other.
 *
 * - `userOperation`: keccak256(TAG ‖ userOpHash ‖ validAfter6 ‖ validUntil6), the 64-byte signature form.
 * - `typedData`, `message`: the ERC-7739 digest for this account on this chain.
 * - `firstGuardians`: the chain-less EIP-712 digest of `FirstGuardians`.
 *
 * @param options.address - The account that signs.
 * @throws InvalidUserOperationError, InvalidTypedDataError
 */
export function signingDigest(request: SigningRequest, { address }: { readonly address: Address }): Hex {
  const { chainId } = request;
  switch (request.kind) {
    case "userOperation": {
      const { userOperation, validAfter, validUntil } = request;
      if (!isAddressEqual(userOperation.sender, address))
        throw new InvalidUserOperationError("its sender is another account");
      return bytesToHex(timedDigest(hexToBytes(hashUserOperation(request)), validAfter, validUntil));
    }
    case "typedData":
      return hashAccountTypedData({ chainId, address, typedData: request.typedData });
    case "message":
      return hashAccountMessage({ chainId, address, message: request.message });
    case "firstGuardians": {
      const configHash = hashGuardianConfig(request.config, firstConfigEpoch);
      return hashRecoveryMessage(address, { primaryType: "FirstGuardians", message: { configHash } });
    }
  }
}

/** The epoch that the first guardians begin. */
const firstConfigEpoch = 1n;

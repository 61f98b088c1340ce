import { formatUserOperation } from "@tandem/account";
import type { UserOperation } from "@tandem/protocol";
import type { Hex } from "viem";
import { entryPoint09Address } from "viem/account-abstraction";
import type { OfflineSigner } from "./createOfflineSigner.ts";
import type { OfflineOperation } from "./types.ts";

export type SignedOperation = UserOperation & { readonly signature: Hex };

/** The operation with its 64-byte signature. @throws ShareClosedError */
export async function signOfflineOperation(
  signer: OfflineSigner,
  { chainId, userOperation, validAfter, validUntil }: OfflineOperation,
): Promise<SignedOperation> {
  const formatted = formatUserOperation(userOperation);
  const signature = await signer.sign({
    kind: "userOperation",
    chainId,
    entryPoint: entryPoint09Address,
    userOperation: formatted,
    validAfter,
    validUntil,
  });
  return { ...formatted, signature };
}

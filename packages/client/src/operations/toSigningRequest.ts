import { formatUserOperation } from "@tandem/account";
import type { SigningRequest } from "@tandem/protocol";
import type { PreparedOperation } from "../types.ts";

type Parameters = Pick<PreparedOperation, "chainId" | "entryPoint" | "userOperation" | "validAfter" | "validUntil">;

/** What the co-signer is asked to sign: the operation itself, never a digest. */
export function toSigningRequest(prepared: Parameters): SigningRequest {
  const { chainId, entryPoint, userOperation, validAfter, validUntil } = prepared;
  return {
    kind: "userOperation",
    chainId,
    entryPoint,
    userOperation: formatUserOperation(userOperation),
    validAfter,
    validUntil,
  };
}

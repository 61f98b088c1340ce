import { isRecoveryApproved, verifyGuardianSignature } from "@tandem/account";
import type { CardChain } from "@tandem/protocol";
import type { Hex } from "viem";
import { toServiceError } from "../operations/index.ts";
import { createCardClient } from "./createCardClient.ts";

/** A guardian's approval of a message of an account. */
export type SignedApproval = {
  /** The account. */
  readonly address: Hex;
  /** Of the message: what an approval on chain names, and what a signature is over. */
  readonly structHash: Hex;
  readonly digest: Hex;
  readonly signer: Hex;
  readonly signature: Hex;
};

/**
 * Whether the account takes a guardian's approval on a network: by its signature, or because the guardian has approved
 * there by a transaction of its own.
 *
 * @throws ServiceUnreachableError
 */
export async function isCounted(chain: CardChain, approval: SignedApproval): Promise<boolean> {
  const client = createCardClient(chain);
  if (await verifyGuardianSignature({ ...approval, client })) return true;
  return isRecoveryApproved(client, approval).catch((error: unknown) => {
    throw toServiceError(error, "chain");
  });
}

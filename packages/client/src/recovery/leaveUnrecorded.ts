import type { CardChain } from "@tandem/protocol";
import { type Hex, size } from "viem";
import { isCounted, type SignedApproval } from "./isCounted.ts";

/**
 * The approvals that a network may take: an empty signature counts only where its guardian has approved by a transaction of
 * its own. Signatures are not looked at.
 *
 * @throws ServiceUnreachableError
 */
export async function leaveUnrecorded<approval extends { readonly signer: Hex; readonly signature: Hex }>(
  chain: CardChain,
  {
    approvals,
    ...message
  }: Pick<SignedApproval, "address" | "digest" | "structHash"> & {
    readonly approvals: readonly approval[];
  },
): Promise<readonly approval[]> {
  const counted = await Promise.all(
    approvals.map((approval) => size(approval.signature) > 0 || isCounted(chain, { ...message, ...approval })),
  );
  return approvals.filter((_, index) => counted[index]);
}

import { verifyGuardianSignature } from "@tandem/account";
import type { CardChain } from "@tandem/protocol";
import { size } from "viem";
import { RecoveryApprovalError } from "./errors.ts";
import { isCounted, type SignedApproval } from "./isCounted.ts";

/**
 * Passes an approval that the account takes on at least one of a request's networks. A wallet's or passkey's signature is
 * checked here and asks nobody.
 *
 * @throws RecoveryApprovalError, ServiceUnreachableError where no network says yes and one does not answer.
 */
export async function assertCounted(
  { chains }: { readonly chains: readonly CardChain[] },
  approval: SignedApproval,
): Promise<void> {
  if (await verifyGuardianSignature(approval)) return;
  const answers = await Promise.allSettled(chains.map((chain) => isCounted(chain, approval)));
  if (answers.some((answer) => answer.status === "fulfilled" && answer.value)) return;
  const failure = answers.find(({ status }) => status === "rejected");
  if (failure?.status === "rejected") throw failure.reason;
  throw new RecoveryApprovalError(size(approval.signature) === 0 ? "not-on-chain" : "signature");
}

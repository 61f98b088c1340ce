import type { Context } from "../context.ts";
import { dropApproval, type FullRecovery, getRecovery, getRelayJob, updateRecoveryChain } from "../store/index.ts";

/**
 * A guardian that is a contract may refuse on chain what it confirmed to us, and the account then refuses all approvals
 * with it. Its approval is left out; the others are submitted once they are enough without it.
 */
export async function dropRefused(context: Context, full: FullRecovery): Promise<FullRecovery> {
  const { database } = context;
  const { recoveryId } = full.recovery;
  let hasDropped = false;
  for (const { chainKey, status, jobKey } of full.chains) {
    if (status !== "submitting" || jobKey === undefined) continue;
    const job = await getRelayJob(database, { jobKey });
    const [, guardian] = (job?.status === "failed" && job.reason?.match(/^InvalidApproval:(0x[0-9a-f]+)$/)) || [];
    const refused = full.approvals.find(({ signer, chainKey: on }) => on === chainKey && signer === guardian);
    if (!refused) continue;
    await dropApproval(database, { recoveryId, chainKey, signer: refused.signer });
    await updateRecoveryChain(database, { recoveryId, chainKey }, { status: "collecting", from: ["submitting"] });
    hasDropped = true;
  }
  return (hasDropped && (await getRecovery(database, { recoveryId }))) || full;
}

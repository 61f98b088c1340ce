import type { RecoveryTransactions } from "@tandem/protocol";
import type { Context } from "../context.ts";
import type { Chain } from "../settlement/index.ts";
import { enqueueRelayJob, type FullRecovery, updateRecoveryChain } from "../store/index.ts";
import { dropRefused } from "./dropRefused.ts";
import { planTransactions } from "./planTransactions.ts";

/**
 * Puts into the relay's queue what starts the recovery, on every chain that has enough approvals. Safe to repeat.
 *
 * @throws what the first chain that does not answer says, once the others have it
 */
export async function submitRecovery(context: Context, given: FullRecovery): Promise<void> {
  const full = await dropRefused(context, given);
  const outcomes = await Promise.allSettled(findReady(context, full).map((ready) => submitOn(context, full, ready)));
  const failure = outcomes.find(({ status }) => status === "rejected");
  if (failure?.status === "rejected") throw failure.reason;
}

async function submitOn(
  context: Context,
  { recovery, chains }: FullRecovery,
  { chain, approvals }: ReturnType<typeof findReady>[number],
): Promise<void> {
  const stored = chains.find(({ chainKey }) => chainKey === chain.chainKey);
  if (stored?.status !== "collecting" && stored?.status !== "submitting") return;
  const plan = await planTransactions({ chain, recovery, approvals });
  let afterKey: string | undefined;
  for (const { kind, to, data, jobKey } of plan) {
    const job = { kind, target: to, data, jobKey, chainKey: chain.chainKey };
    // The account under creation carries the budget: the address may be unknown to this service.
    const { accountId } = recovery;
    await enqueueRelayJob(context.database, { ...job, jobId: context.randomBytes(16), accountId, afterKey });
    afterKey = jobKey;
  }
  await updateRecoveryChain(
    context.database,
    { recoveryId: recovery.recoveryId, chainKey: chain.chainKey },
    { status: "submitting", from: ["collecting", "submitting"], ...(afterKey !== undefined && { jobKey: afterKey }) },
  );
}

/** The same transactions for whoever wants to send them: they need nothing from this service. */
export async function listTransactions(context: Context, full: FullRecovery): Promise<RecoveryTransactions> {
  const plans = await Promise.all(
    findReady(context, full).map(async ({ chain, approvals }) => {
      const plan = await planTransactions({ chain, recovery: full.recovery, approvals });
      return plan.map(({ kind, to, data }) => ({ chainId: chain.chainId, kind, to, data }));
    }),
  );
  return { transactions: plans.flat() };
}

function findReady({ chains }: Context, { recovery, approvals }: FullRecovery) {
  const { threshold } = recovery.guardians.config;
  return recovery.chainIds.flatMap((chainId) => {
    const chain: Chain = chains.get(chainId);
    const here = approvals.filter(({ chainKey }) => chainKey === chain.chainKey);
    // Whoever stands in the list twice, with two salts, counts once: so does the account.
    const own = [...new Map(here.map((approval) => [approval.signer, approval])).values()];
    // Of an account without guardians only its present key can hand it over.
    return threshold > 0 && own.length >= threshold ? [{ chain, approvals: own }] : [];
  });
}

import { encodeRecoveryCall, getGuardianConfiguration, hashGuardianConfig, signingDigest } from "@tandem/account";
import { verify } from "@tandem/frost";
import { hexToBytes } from "@tandem/protocol";
import type { Address } from "viem";
import type { Context } from "../context.ts";
import { requireKey } from "../doors/index.ts";
import type { Chain } from "../settlement/index.ts";
import {
  type AccountRecord,
  enqueueRelayJob,
  type FirstGuardiansRecord,
  getAccountRecord,
  getFirstGuardians,
  listWithoutGuardians,
} from "../store/index.ts";
import { isSuperseded } from "./getStandingGuardians.ts";

export type SignedFirstGuardians = Pick<FirstGuardiansRecord, "config" | "ownerSignature">;

/** Whether the account would take them from its present key. */
export function isSignedByOwner(record: AccountRecord, { config, ownerSignature }: SignedFirstGuardians): boolean {
  const { address, publicKey } = requireKey(record);
  const digest = hexToBytes(signingDigest({ kind: "firstGuardians", chainId: 1, config }, { address }));
  return verify({ publicKey: hexToBytes(publicKey), digest, signature: hexToBytes(ownerSignature) });
}

/** Asks the relay to bring first guardians to a chain where the account has code and none yet. */
export async function queueFirstGuardians(
  context: Context,
  chain: Chain,
  { record, first }: { readonly record: AccountRecord; readonly first: SignedFirstGuardians },
): Promise<void> {
  const { address, salt } = requireKey(record);
  // A chain that does not answer gets them when the account is used there next, or when its owner looks at them.
  const state = await getGuardianConfiguration(chain.client, { address }).catch(() => undefined);
  if (!state?.isDeployed || state.configEpoch > 0n) return;
  const { factory } = chain;
  const { config, ownerSignature } = first;
  await enqueueRelayJob(context.database, {
    jobId: context.randomBytes(16),
    // Signed anew after a change of the key, it is another transaction.
    jobKey: `first-guardians:${chain.chainId}:${address}:${hashGuardianConfig(config, 1n)}:${ownerSignature.slice(2, 18)}`,
    kind: "first-guardians",
    chainKey: chain.chainKey,
    accountId: record.accountId,
    target: address,
    data: encodeRecoveryCall({ functionName: "setFirstGuardians", config, ownerSignature, factory, salt }),
  });
}

/**
 * Of accounts that were used on a chain, perhaps for the first time: their guardians follow them there, unless others have
 * taken their place since.
 */
export async function followToChain(context: Context, chain: Chain, addresses: readonly Address[]): Promise<void> {
  for (const accountId of await listWithoutGuardians(context.database, chain.chainKey, addresses)) {
    const [record, first] = await Promise.all([
      getAccountRecord(context.database, accountId),
      getFirstGuardians(context.database, accountId),
    ]);
    if (!record || !first || !isSignedByOwner(record, first)) continue;
    if (await isSuperseded(context, requireKey(record).address, first.config)) continue;
    await queueFirstGuardians(context, chain, { record, first });
  }
}

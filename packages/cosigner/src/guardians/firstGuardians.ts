import {
  assertGuardianConfig,
  encodeRecoveryCall,
  getGuardianConfiguration,
  hashGuardianConfig,
  InvalidGuardianConfigError,
  signingDigest,
} from "@tandem/account";
import { verify } from "@tandem/frost";
import {
  type FirstGuardians,
  type GuardianConfig,
  hexToBytes,
  type PutFirstGuardiansRequest,
  type RequestFirstGuardiansRequest,
  type Wait,
} from "@tandem/protocol";
import type { Context } from "../context.ts";
import { assertActionProof, requireKey, toGuardianFacts } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import {
  type AccountRecord,
  enqueueRelayJob,
  getFirstGuardians,
  listWaits,
  putFirstGuardians,
  requestWait,
} from "../store/index.ts";
import { guardianWaitSeconds, toGuardianWait } from "./reviewFirstGuardians.ts";

const windowSeconds = 7 * 24 * 3600;

/** Begins the 24 hours after which the co-signer signs these first guardians. */
export async function requestFirstGuardians(
  context: Context,
  { record, keyId, body }: { record: AccountRecord; keyId: `0x${string}`; body: RequestFirstGuardiansRequest },
): Promise<Wait> {
  const { config, proof } = body;
  assertConfig(config);
  await assertActionProof(context, { record, action: "first-guardians", body: { config }, proof });
  const { accountId } = record;
  const { waitId } = await requestWait(context.database, {
    waitId: context.randomBytes(16),
    accountId,
    keyId,
    ...toGuardianWait(config),
    facts: toGuardianFacts(config),
    delaySeconds: guardianWaitSeconds,
    windowSeconds,
  });
  const wait = (await listWaits(context.database, accountId)).find((running) => running.waitId === waitId);
  if (!wait) throw new ServiceError("intent_conflict", "The wait was cancelled meanwhile.");
  return wait;
}

/**
 * Keeps the signed first guardians and queues them for every chain where the account has code. On the other chains they
 * are installed when the account is first used or recovered: the signature names no chain.
 */
export async function keepFirstGuardians(
  context: Context,
  record: AccountRecord,
  { config, ownerSignature }: PutFirstGuardiansRequest,
): Promise<void> {
  assertConfig(config);
  const { accountId } = record;
  const { address, publicKey, salt } = requireKey(record);
  const digest = signingDigest({ kind: "firstGuardians", chainId: 1, config }, { address });
  const signature = hexToBytes(ownerSignature);
  if (!verify({ publicKey: hexToBytes(publicKey), digest: hexToBytes(digest), signature })) {
    throw new ServiceError("signature_invalid", "The guardians are not signed by the account's key.");
  }
  await putFirstGuardians(context.database, { accountId, config, ownerSignature });
  const configHash = hashGuardianConfig(config, 1n);
  await Promise.all(
    context.chains.all.map(async (chain) => {
      const state = await getGuardianConfiguration(chain.client, { address }).catch(() => undefined);
      if (!state?.isDeployed || state.configEpoch > 0n) return;
      const { factory } = chain;
      await enqueueRelayJob(context.database, {
        jobId: context.randomBytes(16),
        // Signed anew after a change of the key, it is another transaction.
        jobKey: `first-guardians:${chain.chainId}:${address}:${configHash}:${ownerSignature.slice(2, 18)}`,
        kind: "first-guardians",
        chainKey: chain.chainKey,
        accountId,
        target: address,
        data: encodeRecoveryCall({ functionName: "setFirstGuardians", config, ownerSignature, factory, salt }),
      });
    }),
  );
}

export async function readFirstGuardians(context: Context, { accountId }: AccountRecord): Promise<FirstGuardians> {
  const first = await getFirstGuardians(context.database, accountId);
  return { first: first ? { ...first, createdAt: first.createdAt.getTime() } : null };
}

function assertConfig(config: GuardianConfig): void {
  try {
    assertGuardianConfig(config);
  } catch (error) {
    if (!(error instanceof InvalidGuardianConfigError)) throw error;
    throw new ServiceError("request_malformed", error.shortMessage);
  }
  if (config.threshold === 0) throw new ServiceError("request_malformed", "First guardians are at least one.");
}

import { assertGuardianConfig, InvalidGuardianConfigError } from "@tandem/account";
import type {
  FirstGuardians,
  GuardianConfig,
  PutFirstGuardiansRequest,
  RequestFirstGuardiansRequest,
  Wait,
} from "@tandem/protocol";
import type { Context } from "../context.ts";
import { assertActionProof, requireKey, toGuardianFacts } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import { type AccountRecord, getFirstGuardians, listWaits, putFirstGuardians, requestWait } from "../store/index.ts";
import { isSuperseded } from "./getStandingGuardians.ts";
import { isSignedByOwner, queueFirstGuardians } from "./queueFirstGuardians.ts";
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
 * follow when the account is first used or recovered: the signature names no chain.
 */
export async function keepFirstGuardians(
  context: Context,
  record: AccountRecord,
  { config, ownerSignature }: PutFirstGuardiansRequest,
): Promise<void> {
  assertConfig(config);
  if (!isSignedByOwner(record, { config, ownerSignature })) {
    throw new ServiceError("signature_invalid", "The guardians are not signed by the account's key.");
  }
  if (await isSuperseded(context, requireKey(record).address, config)) {
    throw new ServiceError("intent_conflict", "Other guardians have taken the place of these.", {
      action: "Sign the present ones.",
    });
  }
  await putFirstGuardians(context.database, { accountId: record.accountId, config, ownerSignature });
  const first = { config, ownerSignature };
  await Promise.all(context.chains.all.map((chain) => queueFirstGuardians(context, chain, { record, first })));
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

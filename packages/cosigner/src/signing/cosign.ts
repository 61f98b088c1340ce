import { createHash } from "node:crypto";
import { encodeParts } from "@tandem/frost";
import {
  bytesToBase64url,
  type CreateSignatureRequest,
  type CreateSignatureResponse,
  hexToBytes,
  stepUpChallenge,
} from "@tandem/protocol";
import type { Hex } from "viem";
import { promiseLeaf } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { assertDevice, assertionRefused, unknownAccount, verifyAssertion } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import { reviewFirstGuardians } from "../guardians/index.ts";
import { assertCommitments, type SealedShare, type ServerShare } from "../keys/index.ts";
import { measure } from "../observe/index.ts";
import { type Evaluation, evaluate, type Situation } from "../policy/index.ts";
import {
  type AccountKey,
  type AccountRecord,
  type Answer,
  type CachedAccount,
  type DecisionEntry,
  type RequestNonce,
  type ReserveOutcome,
  recordRefusal,
  releaseIntent,
  reserveIntent,
} from "../store/index.ts";
import { checkSecondFactor } from "./checkSecondFactor.ts";
import { type PreparedRequest, prepareRequest } from "./prepareRequest.ts";
import { readSituation } from "./readSituation.ts";
import { conflict, refusedAtGate, refusedByPolicy } from "./refusals.ts";

export type CosignParameters = {
  readonly accountId: Hex;
  readonly body: CreateSignatureRequest;
  readonly nonce: RequestNonce;
  /** Told once the nonce is in the database, which TX A does. */
  readonly onNonceTaken: () => void;
};

type Step = Omit<CosignParameters, "onNonceTaken"> & {
  readonly record: AccountRecord;
  readonly key: AccountKey;
  readonly share: SealedShare;
  readonly prepared: PreparedRequest;
  readonly situation: Situation;
  readonly evaluation: Evaluation;
  readonly credentialId: Uint8Array;
  readonly passkeyCounter: number;
  readonly lockToken: Uint8Array;
  readonly requestHash: Uint8Array;
};

/**
 * One co-signature: check, reserve (TX A), compute the share in memory, release (TX B). What is released was counted
 * and written before; what was not released is worth nothing to anybody.
 */
export async function cosign(context: Context, parameters: CosignParameters): Promise<CreateSignatureResponse> {
  const { body } = parameters;
  const commitments = toBytes(body.commitments);
  assertCommitments(commitments);
  const { step, reserved } = await reserve(context, parameters);
  if (reserved.outcome === "answered") {
    context.metrics.cosignatures.inc({ outcome: "repeated" });
    return toResponse(context, step, reserved, reserved.answer);
  }
  await context.hooks?.reach("after-reserve");
  const share = await measure(context, "share", () =>
    context.computeShare({
      kek: context.keys.kek,
      share: step.share,
      context: shareContext(step),
      publicKeyPackage: step.key.publicKeyPackage,
      digest: hexToBytes(step.prepared.digest),
      deviceCommitments: commitments,
      hold: context.hooks?.hold,
      randomBytes: context.randomBytes,
    }),
  );
  const answer = await measure(context, "release", () => release(context, step, reserved, share));
  context.metrics.cosignatures.inc({ outcome: "released" });
  return toResponse(context, step, reserved, answer);
}

type Reserved = Extract<ReserveOutcome, { outcome: "reserved" | "answered" }>;

/** Checks and TX A; once more from a fresh read when the cached account turns out to be old. */
async function reserve(
  context: Context,
  { onNonceTaken, ...parameters }: CosignParameters,
): Promise<{ readonly step: Step; readonly reserved: Reserved }> {
  let isNonceTaken = false;
  for (let attempt = 0; attempt < 3; attempt++) {
    const step = await measure(context, "checks", () =>
      check(context, parameters, attempt > 0, () => {
        isNonceTaken = true;
        onNonceTaken();
      }),
    );
    const outcome = await measure(context, "reserve", () =>
      reserveIntent(context.database, toReservation(context, step, isNonceTaken)),
    );
    isNonceTaken = true;
    onNonceTaken();
    switch (outcome.outcome) {
      case "reserved":
      case "answered":
        return { step, reserved: outcome };
      case "stale":
        continue;
      case "nonce_reused":
        throw new ServiceError("nonce_reused", "This request was sent before.");
      case "account_frozen":
        throw new ServiceError("account_frozen", "The account is frozen.");
      case "intent_conflict":
        throw conflict(outcome.rule);
      case "step_up_required":
        throw assertionRefused();
      case "policy_refused":
        throw refusedByPolicy(outcome.rule, outcome.asset);
    }
  }
  throw new ServiceError("intent_conflict", "The account is being changed right now.", {
    action: "Repeat in a moment.",
  });
}

/** What other requests of the account can change: decided in TX A, which lets a repeat of the same operation through. */
const decidedUnderLock: ReadonlySet<string> = new Set([
  "daily-limit",
  "account-frozen",
  "wait-required",
  "second-factor",
]);

/** Everything that is decided without the lock. */
async function check(
  context: Context,
  parameters: Omit<CosignParameters, "onNonceTaken">,
  isRepeated: boolean,
  onRefusalRecorded: () => void,
): Promise<Step> {
  const { accountId, body, nonce } = parameters;
  const { record, key, share } = await loadAccount(context, parameters, isRepeated);
  const prepared = await prepareRequest(context, { ...record, key }, body.request);
  const { credentialId, counter } = await checkStepUp(context, record, body, prepared.digest);
  const { effects } = prepared;
  const situation = await readSituation(context, {
    record,
    keyId: nonce.keyId,
    effects,
    checkSecondFactor: () => checkSecondFactor(context, { record, body, digest: prepared.digest }),
  });
  const evaluation = evaluate({ policy: record.policy, effects, situation });
  const step: Step = {
    accountId,
    body,
    nonce,
    record,
    key,
    share,
    prepared,
    situation,
    evaluation,
    credentialId,
    passkeyCounter: counter,
    lockToken: context.randomBytes(16),
    requestHash: hashRequest(body, nonce.keyId, prepared.digest),
  };
  const [waiting] = await reviewFirstGuardians(context, record, body.request);
  const broken =
    waiting ??
    evaluation.refuse.find(({ name }) => !decidedUnderLock.has(name)) ??
    evaluation.confirm.find(({ name }) => !body.confirmed.includes(name));
  if (broken) {
    const { record: current } = (await context.accounts.reload(accountId)) ?? {};
    // A no from memory may be old.
    if (current?.version !== record.version) return check(context, parameters, isRepeated, onRefusalRecorded);
    const entry = { ...toEntry(step), rule: broken.name };
    if (!isRepeated) {
      const salt = context.randomBytes(32);
      const isRecorded = await recordRefusal(context.database, { accountId, nonce, salt, entry });
      onRefusalRecorded();
      if (!isRecorded) throw new ServiceError("nonce_reused", "This request was sent before.");
    }
    throw refusedByPolicy(broken.name, undefined, broken.detail);
  }
  return step;
}

/** The account, from memory where that is good enough: TX A compares the version. */
async function loadAccount(
  context: Context,
  { accountId, body, nonce }: Omit<CosignParameters, "onNonceTaken">,
  isRepeated: boolean,
): Promise<{ readonly record: AccountRecord; readonly key: AccountKey; readonly share: SealedShare }> {
  const isCurrent = (account: CachedAccount | undefined) =>
    account?.record.devices.some(({ keyId }) => keyId === nonce.keyId) &&
    account.record.keyEpoch === body.keyEpoch &&
    account.record.policyHash === body.policyHash;
  let account = isRepeated ? await context.accounts.reload(accountId) : await context.accounts.get(accountId);
  if (!isRepeated && !isCurrent(account)) account = await context.accounts.reload(accountId);
  assertDevice(account?.record, nonce.keyId);
  const { record, share } = account;
  if (record.status !== "active" || !record.key) throw unknownAccount();
  if (record.keyEpoch !== body.keyEpoch || !share) {
    throw new ServiceError("epoch_stale", `The account's shares are of epoch ${record.keyEpoch}.`);
  }
  if (record.isRotating) {
    throw new ServiceError("epoch_stale", "The account's key is being changed.", {
      rule: "rotation-unfinished",
      action: "Finish the change of the key on a device of the account, then try again.",
    });
  }
  if (record.policyHash !== body.policyHash) {
    throw new ServiceError("epoch_stale", "The account's policy is not the one that was reviewed.");
  }
  return { record, key: record.key, share };
}

/** The user's yes to exactly this digest, under this policy, with these rules confirmed. */
async function checkStepUp(
  context: Context,
  record: AccountRecord,
  { assertion, intentId, policyHash, confirmed }: CreateSignatureRequest,
  digest: Hex,
): Promise<{ readonly credentialId: Uint8Array; readonly counter: number }> {
  const credential = record.credentials.find(({ credentialId }) => credentialId.toString("base64url") === assertion.id);
  if (!credential) throw assertionRefused();
  const challenge = bytesToBase64url(stepUpChallenge({ intentId, digest, policyHash, confirmed }));
  const counter = await verifyAssertion(context, { assertion, challenge, publicKey: credential.publicKey });
  return { credentialId: credential.credentialId, counter };
}

function toReservation(context: Context, step: Step, isNonceTaken: boolean) {
  const { accountId, body, nonce, record, prepared, evaluation } = step;
  const { effects } = prepared;
  return {
    accountId,
    accountVersion: record.version,
    keyId: nonce.keyId,
    nonce: isNonceTaken ? null : nonce,
    intentId: body.intentId,
    chainKey: prepared.chain.chainKey,
    kind: body.request.kind,
    slot: prepared.slot,
    attempt: body.attempt,
    digest: prepared.digest,
    userOpHash: prepared.userOpHash,
    validUntil: prepared.validUntil,
    lockToken: step.lockToken,
    requestHash: step.requestHash,
    credentialId: step.credentialId,
    passkeyCounter: step.passkeyCounter,
    debits: evaluation.debits,
    maxFee: effects.maxFee,
    transfers: effects.transfers,
    sponsored: effects.sponsored,
    deploys: effects.deploys,
    budgets: context.config.sponsor,
    keyEpoch: record.keyEpoch,
    acts: [...new Set(effects.acts.map(({ kind }) => kind))],
    waits: evaluation.waits,
    whileFrozen: effects.isEmergency,
    hasSecondFactor: step.situation.hasSecondFactor,
    salt: context.randomBytes(32),
    entry: toEntry(step),
  };
}

function toEntry({ accountId, body, nonce, record, share, prepared, situation }: Step): DecisionEntry {
  return {
    account: accountId,
    chain: `eip155:${prepared.chain.chainId}:${prepared.chain.genesisHash}`,
    kind: body.request.kind,
    intent: body.intentId,
    attempt: body.attempt,
    digest: prepared.digest,
    device: nonce.keyId,
    confirmed: body.confirmed,
    ...(situation.hasSecondFactor && body.secondFactor && { secondFactor: body.secondFactor.kind }),
    policy: record.policyHash,
    keyEpoch: record.keyEpoch,
    kekVersion: share.kekVersion,
  };
}

async function release(
  context: Context,
  step: Step,
  reserved: Extract<Reserved, { outcome: "reserved" }>,
  share: ServerShare,
): Promise<Answer> {
  const { hooks } = context;
  const outcome = await releaseIntent(
    context.database,
    {
      ...share,
      accountId: step.accountId,
      intentId: reserved.intentId,
      lockToken: step.lockToken,
      keyId: step.nonce.keyId,
      keyEpoch: step.record.keyEpoch,
      requestHash: step.requestHash,
      decisionId: reserved.decisionId,
      salt: context.randomBytes(32),
    },
    hooks?.isArmed("inside-release") ? () => hooks.reach("inside-release") : undefined,
  );
  if (outcome.outcome !== "released") throw refusedAtGate(outcome.outcome, outcome.rule);
  return outcome.answer;
}

async function toResponse(
  { keys }: Context,
  step: Step,
  reserved: Reserved,
  { share, ...commitments }: Answer,
): Promise<CreateSignatureResponse> {
  const { policyHash, keyEpoch } = step.record;
  const { decisionId, leaf, decidedAt } = reserved;
  const promise = await promiseLeaf(keys, leaf, decidedAt);
  const receipt = { decisionId: String(decisionId), policyHash, keyEpoch, leaf, promise };
  return { commitments, share, digest: step.prepared.digest, receipt };
}

/** Names the question: who asks, for which share, digest and device nonces. */
function hashRequest({ keyEpoch, signers, commitments }: CreateSignatureRequest, keyId: Hex, digest: Hex): Uint8Array {
  const { hiding, binding } = toBytes(commitments);
  const parts = [keyEpoch, hexToBytes(keyId), ...signers, hexToBytes(digest), hiding, binding];
  return createHash("sha256").update(encodeParts(parts)).digest();
}

function shareContext({ accountId, key, record }: Step) {
  return { accountId: hexToBytes(accountId), publicKey: hexToBytes(key.publicKey), keyEpoch: record.keyEpoch };
}

function toBytes({ hiding, binding }: CreateSignatureRequest["commitments"]) {
  return { hiding: hexToBytes(hiding), binding: hexToBytes(binding) };
}

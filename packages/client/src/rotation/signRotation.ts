import { getCurrentOwner, hashInstallOwner, hashRotateOwner } from "@tandem/account";
import { selfTestDigest } from "@tandem/frost";
import {
  type ActionProof,
  actionChallenge,
  type BeginRotationResponse,
  bytesToHex,
  type InstallRotationRequest,
  ServerAnswer,
} from "@tandem/protocol";
import type { Hex } from "viem";
import type { GeneratedKey } from "../accounts/index.ts";
import { hexToBytes } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError, RotationElsewhereError } from "../errors.ts";
import { findFirst, hashFirst, readBook } from "../guardians/index.ts";
import { type RequestKey, sendSignedRequest } from "../requests/index.ts";
import { OpenShare, type PromptedShare, promptForShare, signers, signTogether } from "../signing/index.ts";
import type { AccountRecord, PendingRotation } from "../storage/index.ts";
import { openShare, resealShare } from "../vault/index.ts";
import type { RotateKeyParameters } from "./types.ts";

export type SignRotationParameters = RotateKeyParameters & {
  readonly record: AccountRecord;
  readonly key: RequestKey;
  readonly begun: BeginRotationResponse;
  /** Absent where its sealed share is written down already. */
  readonly generated: GeneratedKey | undefined;
};

type Step = SignRotationParameters & { readonly path: string; readonly newOwner: Hex };

/**
 * One prompt opens the old share and seals the new one. The new shares sign that they work, `InstallOwner`, and once more
 * the first guardians where they are set by signature; then the old ones sign `RotateOwner`.
 *
 * @returns the record with the signed rotation, written down.
 */
export async function signRotation(context: ClientContext, parameters: SignRotationParameters): Promise<AccountRecord> {
  const { record, begun, generated, password, accountId } = parameters;
  const newOwner = generated?.publicKey ?? record.rotation?.newOwner ?? begun.newOwner;
  if (!newOwner) throw new TypeError("a rotation without a key");
  const { rotationId } = begun;
  // Signed at another epoch it would change nothing, or something later.
  if (begun.ownerEpoch !== getCurrentOwner(record.account).ownerEpoch) {
    throw new CosignerMisbehavedError("another owner epoch than the account's");
  }
  const step = { ...parameters, newOwner, path: `/accounts/${accountId}/rotations/${rotationId}` };
  const intentId = bytesToHex(context.randomBytes(32));
  const challenge = actionChallenge({ intentId, accountId, action: "rotate", body: { rotationId, newOwner } });
  const { credentials, unlock } = record;
  const prompted = await promptForShare(context, { accountId, credentials, unlock, challenge, password });
  try {
    const { publicKey, keyEpoch } = record.account;
    const { publicKeyPackage } = record;
    const { secret, assertion } = prompted;
    const opened = await openShare({ sealed: record, accountId, publicKey, publicKeyPackage, keyEpoch, secret });
    const oldShare = new OpenShare(opened);
    try {
      const proof = { intentId, assertion };
      return await signWith(context, { ...step, oldShare, prompted, proof });
    } finally {
      oldShare.close();
    }
  } finally {
    prompted.forget();
  }
}

type Opened = Step & {
  readonly oldShare: OpenShare;
  readonly prompted: PromptedShare;
  readonly proof: ActionProof;
};

async function signWith(context: ClientContext, step: Opened): Promise<AccountRecord> {
  const { begun, record, path, onProgress } = step;
  const isSigned = begun.status === "signed";
  const pending = isSigned ? record.rotation : await sealNewShare(context, step);
  // It was another device's: we only lend the old share to end it, and its new share is in the vault.
  if (!pending || pending.rotationId !== begun.rotationId) return endForAnother(context, step);
  const tested = isSigned ? undefined : await testNewShare(context, step, pending);
  const rotation = tested?.rotation ?? pending;
  onProgress?.("signing");
  const ownerSignature = await signWithOldShare(context, step, (commitments) =>
    sendSignedRequest(context, {
      key: step.key,
      method: "POST",
      path: tested ? `${path}/sign` : `${path}/sign-again`,
      body: tested
        ? {
            newOwner: step.newOwner,
            ...tested.signatures,
            vault: toVault(record, pending),
            signers,
            commitments,
            proof: step.proof,
          }
        : { commitments },
      schema: ServerAnswer,
    }),
  );
  return save(context, { ...record, rotation: { ...rotation, ownerSignature } });
}

/** Sealed and written down before the co-signer may sign with it. */
async function sealNewShare(context: ClientContext, step: Opened): Promise<PendingRotation | undefined> {
  const { record, generated, begun, prompted } = step;
  if (!generated) return record.rotation;
  const { keyPackage, publicKey, publicKeyPackage, transcriptHash, keyEpoch } = generated;
  const { accountId } = record.account;
  const { secret } = prompted;
  const { randomBytes } = context;
  const sealed = await resealShare({ keyPackage, accountId, keyEpoch, sealed: record, secret, randomBytes });
  const { rotationId } = begun;
  const rotation = { rotationId, newOwner: publicKey, publicKeyPackage, transcriptHash, keyEpoch, ...sealed };
  await save(context, { ...record, rotation });
  return rotation;
}

/** The sealed share is opened again, so that what is written down is what signs. */
async function testNewShare(context: ClientContext, step: Opened, pending: PendingRotation) {
  const { prompted, accountId, key, path, newOwner, record, onProgress } = step;
  onProgress?.("testing");
  const { publicKeyPackage, keyEpoch } = pending;
  const { secret } = prompted;
  const share = new OpenShare(
    await openShare({ sealed: pending, accountId, publicKey: newOwner, publicKeyPackage, keyEpoch, secret }),
  );
  const testDigest = bytesToHex(selfTestDigest(hexToBytes(pending.transcriptHash)));
  const installDigest = hashInstallOwner({ address: record.account.address, newOwner });
  const signAs = async (purpose: InstallRotationRequest["purpose"], digest: Hex): Promise<Hex> => {
    const send: Send = (commitments) =>
      sendSignedRequest(context, {
        key,
        method: "POST",
        path: `${path}/install`,
        body: { newOwner, purpose, commitments },
        schema: ServerAnswer,
      });
    return (await signTogether(context, { share, publicKeyPackage, keyEpoch, digest, send })).signature;
  };
  try {
    const selfTestSignature = await signAs("self-test", testDigest);
    const signatures = { selfTestSignature, installSignature: await signAs("install", installDigest) };
    const first = findFirst(await readBook(context, accountId));
    // Where the service keeps others than this device, nothing is signed: the account then says that they are not.
    const firstGuardiansSignature = first
      ? await signAs("first-guardians", hashFirst(record.account.address, first)).catch(() => undefined)
      : undefined;
    const rotation = { ...pending, firstGuardiansSignature };
    // Before the old key signs: what comes after may begin with a reload.
    await save(context, { ...record, rotation });
    return { signatures, rotation };
  } finally {
    share.close();
  }
}

type Send = Parameters<typeof signTogether<ServerAnswer>>[1]["send"];

async function signWithOldShare(context: ClientContext, step: Opened, send: Send): Promise<Hex> {
  const { record, oldShare, newOwner, begun } = step;
  const { address, keyEpoch } = record.account;
  const digest = hashRotateOwner({ address, newOwner, ownerEpoch: BigInt(begun.ownerEpoch) });
  const { publicKeyPackage } = record;
  return (await signTogether(context, { share: oldShare, publicKeyPackage, keyEpoch, digest, send })).signature;
}

async function endForAnother(context: ClientContext, step: Opened): Promise<AccountRecord> {
  const { key, path } = step;
  const ownerSignature = await signWithOldShare(context, step, (commitments) =>
    sendSignedRequest(context, {
      key,
      method: "POST",
      path: `${path}/sign-again`,
      body: { commitments },
      schema: ServerAnswer,
    }),
  );
  const body = { ownerSignature };
  await sendSignedRequest(context, { key, method: "POST", path: `${path}/complete`, body, schema: anyAnswer });
  throw new RotationElsewhereError();
}

const anyAnswer = { parse: (input: unknown) => input };

/** A vault copy exists only of a share that a passkey opens. */
function toVault({ account }: AccountRecord, { sealedShare, wraps, keyEpoch }: PendingRotation) {
  return account.hasVault && wraps.length > 0 ? { sealedShare, wraps, keyEpoch } : null;
}

async function save({ storage }: ClientContext, value: AccountRecord): Promise<AccountRecord> {
  await storage.write([{ store: "accounts", key: value.account.accountId, value }]);
  return value;
}

import { sha256 } from "@noble/hashes/sha2.js";
import {
  decodePublicKeyPackage,
  encodeParts,
  encodePublicKeyPackage,
  FrostError,
  hashRefreshPackage,
  refreshFinish,
  refreshRound1,
  refreshRound2,
  selfTestDigest,
  suiteName,
} from "@tandem/frost";
import {
  Account,
  actionChallenge,
  bytesToHex,
  createHpkeKeyPair,
  FinishRefreshResponse,
  type HpkeKeyPair,
  type KitUpdate,
  OpenSealedError,
  open,
  ServerAnswer,
  StartRefreshResponse,
  seal,
  sealInfo,
} from "@tandem/protocol";
import { getAccount, getRecord, toStoredAccount } from "../accounts/index.ts";
import { hexToBytes, zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError, OperationBusyError } from "../errors.ts";
import { lockBusy, tryLock } from "../locks.ts";
import {
  getConfig,
  getRequestKey,
  getServerTimeMs,
  type RequestKey,
  sendSignedRequest,
  verifyServerKey,
} from "../requests/index.ts";
import { OpenShare, type PromptedShare, promptForShare, signTogether } from "../signing/index.ts";
import type { AccountRecord, PendingRefresh } from "../storage/index.ts";
import type { StoredAccount } from "../types.ts";
import { openShare, resealShare } from "../vault/index.ts";
import { takeRefresh } from "./takeRefresh.ts";
import type { RefreshSharesParameters } from "./types.ts";

/**
 * New shares of the same key, between the co-signer and this device: what leaked of the co-signer's share before is worth
 * nothing after. Key and address stay; other devices follow by the vault, the kit by a sealed update. Both sides keep both
 * epochs until the new shares have signed together. One prompt.
 *
 * @throws PasskeyCancelledError, CosignerMisbehavedError naming participant 1 when it lied, TandemApiError
 */
export async function refreshShares(
  context: ClientContext,
  parameters: RefreshSharesParameters,
): Promise<StoredAccount> {
  const account = await tryLock(context, `rotation:${parameters.accountId}`, () => refresh(context, parameters));
  if (account === lockBusy) throw new OperationBusyError();
  return account;
}

async function refresh(context: ClientContext, parameters: RefreshSharesParameters): Promise<StoredAccount> {
  const { accountId, password } = parameters;
  // One that was committed and whose answer was lost is taken over first.
  const latest = await getAccount(context, { accountId });
  const record = await takeRefresh(context, await getRecord(context, accountId), latest);
  const key = await getRequestKey(context, accountId);
  const hpke = await createHpkeKeyPair();
  const round1 = refreshRound1({ identifier: 3, rng: context.randomBytes });
  const intentId = bytesToHex(context.randomBytes(32));
  const body = {
    keyEpoch: record.account.keyEpoch,
    packageHash: bytesToHex(hashRefreshPackage(round1.package)),
    hpkeKey: bytesToHex(hpke.publicKey),
  };
  try {
    const { credentials, unlock } = record;
    const challenge = actionChallenge({ intentId, accountId, action: "refresh-shares", body });
    const prompted = await promptForShare(context, { accountId, credentials, unlock, challenge, password });
    try {
      const proof = { intentId, assertion: prompted.assertion };
      return await run(context, { record, key, hpke, round1, body: { ...body, proof }, prompted });
    } finally {
      prompted.forget();
    }
  } catch (error) {
    if (!(error instanceof FrostError) && !(error instanceof OpenSealedError)) throw error;
    throw new CosignerMisbehavedError(error.shortMessage, { cause: error });
  } finally {
    round1.secret.discard();
    zeroize(hpke.privateKey);
  }
}

type Run = {
  readonly record: AccountRecord;
  readonly key: RequestKey;
  readonly hpke: HpkeKeyPair;
  readonly round1: ReturnType<typeof refreshRound1>;
  readonly body: object;
  readonly prompted: PromptedShare;
};

async function run(context: ClientContext, step: Run): Promise<StoredAccount> {
  const { record, key, body } = step;
  const { accountId, createdAt } = record.account;
  const path = `/accounts/${accountId}/refresh`;
  const start = await sendSignedRequest(context, { key, method: "POST", path, body, schema: StartRefreshResponse });
  const made = await exchange(context, step, start);
  // Written down before the co-signer can change to it: from then on this is the share that counts.
  const pending = { ...record, refresh: made.pending };
  await context.storage.write([{ store: "accounts", key: accountId, value: pending }]);
  const signature52 = await test(context, step, made.pending);
  const { sealedShare, wraps, unlock, keyEpoch } = made.pending;
  const vault = record.account.hasVault ? { sealedShare, wraps, keyEpoch } : null;
  const answer = await sendSignedRequest(context, {
    key,
    method: "POST",
    path: `${path}/${start.sessionId}/commit`,
    body: { signature52, vault },
    schema: Account,
  });
  await takeRefresh(context, pending, answer);
  return toStoredAccount(context, { account: answer, known: record.account.publicKey, unlock, createdAt });
}

/** Round trip 2, and the sealing of what comes of it. */
async function exchange(context: ClientContext, step: Run, start: StartRefreshResponse) {
  const { record, key, hpke, round1, prompted } = step;
  const { account, publicKeyPackage } = record;
  const { accountId, keyEpoch, publicKey } = account;
  const { sessionId, kit } = start;
  const { identity } = await getConfig(context);
  const nowMs = await getServerTimeMs(context);
  const serverKey = verifyServerKey({ document: start.hpke, identity, purpose: "hpke", nowMs });
  const infoOf = (purpose: string, sender: number, recipient: number) =>
    sealInfo({ suite: suiteName, purpose, sessionId, accountId, keyEpoch, sender, recipient });
  const peerPackage = hexToBytes(start.package);
  const round2 = refreshRound2({ secret: round1.secret, peerPackage });
  const secrets: Uint8Array[] = [round2.shareForPeer, round2.shareForBackup];
  try {
    const toServer = { recipientPublicKey: serverKey, info: infoOf("refresh", 3, 1), plaintext: round2.shareForPeer };
    const fromDevice = kit && {
      recipientPublicKey: hexToBytes(kit.hpkeKey),
      info: infoOf("refresh-kit", 3, 2),
      plaintext: round2.shareForBackup,
    };
    const sealedForKit = fromDevice && bytesToHex(await seal(fromDevice));
    const answer = await sendSignedRequest(context, {
      key,
      method: "POST",
      path: `/accounts/${accountId}/refresh/${sessionId}`,
      body: { package: bytesToHex(round1.package), sealedShare: bytesToHex(await seal(toServer)), sealedForKit },
      schema: FinishRefreshResponse,
    });
    const sealed = hexToBytes(answer.sealedShare);
    const peerShare = await open({ privateKey: hpke.privateKey, info: infoOf("refresh", 1, 3), sealed });
    secrets.push(peerShare);
    const { secret } = prompted;
    const own = await openShare({ sealed: record, accountId, publicKey, publicKeyPackage, keyEpoch, secret });
    secrets.push(own.signingShare);
    const next = refreshFinish({
      secret: round2.secret,
      keyPackage: own,
      publicKeyPackage: decodePublicKeyPackage(hexToBytes(publicKeyPackage)),
      peerPackage,
      peerShare,
    });
    secrets.push(next.keyPackage.signingShare);
    const encoded = encodePublicKeyPackage(next.publicKeyPackage);
    if (bytesToHex(encoded) !== answer.publicKeyPackage) throw new CosignerMisbehavedError("another public package");
    const { randomBytes } = context;
    const resealed = await resealShare({
      keyPackage: next.keyPackage,
      accountId,
      keyEpoch: keyEpoch + 1,
      sealed: record,
      secret,
      randomBytes,
    });
    const kitUpdate: KitUpdate | undefined =
      kit && answer.sealedForKit && sealedForKit
        ? {
            keyEpoch: keyEpoch + 1,
            sessionId,
            serverPackage: start.package,
            devicePackage: bytesToHex(round1.package),
            fromServer: answer.sealedForKit,
            fromDevice: sealedForKit,
          }
        : undefined;
    const parts = ["tandem/refresh/v1", hexToBytes(sessionId), peerPackage, round1.package, encoded];
    const pending: PendingRefresh = {
      sessionId,
      keyEpoch: keyEpoch + 1,
      publicKeyPackage: bytesToHex(encoded),
      transcriptHash: bytesToHex(sha256(encodeParts(parts))),
      kitUpdate,
      ...resealed,
    };
    return { pending };
  } finally {
    round2.secret.discard();
    zeroize(...secrets);
  }
}

/** The share is opened from what was written down, so that this is what signs. */
async function test(context: ClientContext, { record, key, prompted }: Run, pending: PendingRefresh) {
  const { accountId, publicKey } = record.account;
  const { publicKeyPackage, keyEpoch } = pending;
  const { secret } = prompted;
  const share = new OpenShare(
    await openShare({ sealed: pending, accountId, publicKey, publicKeyPackage, keyEpoch, secret }),
  );
  try {
    const digest = bytesToHex(selfTestDigest(hexToBytes(pending.transcriptHash)));
    const { signature } = await signTogether(context, {
      share,
      publicKeyPackage,
      keyEpoch,
      digest,
      send: (commitments) =>
        sendSignedRequest(context, {
          key,
          method: "POST",
          path: `/accounts/${accountId}/refresh/${pending.sessionId}/test`,
          body: { commitments },
          schema: ServerAnswer,
        }),
    });
    return signature;
  } finally {
    share.close();
  }
}

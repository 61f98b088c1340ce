import { createHash } from "node:crypto";
import {
  assertRefreshPackageHash,
  encodeParts,
  encodePublicKeyPackage,
  FrostError,
  refreshFinish,
  refreshRound1,
  refreshRound2,
  selfTestDigest,
  suiteName,
  verify,
  zeroize,
} from "@tandem/frost";
import {
  type Account,
  bytesToHex,
  type CommitRefreshRequest,
  type FinishRefreshRequest,
  type FinishRefreshResponse,
  hexToBytes,
  type KitUpdate,
  OpenSealedError,
  open,
  type ServerAnswer,
  type StartRefreshRequest,
  type StartRefreshResponse,
  seal,
  sealInfo,
  type TestRefreshRequest,
} from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import {
  assertActionProof,
  computeAnswer,
  createSeededRng,
  getAccount,
  getKitSummary,
  openServerShare,
  requireAccount,
  requireKey,
} from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import { openShare, sealShare } from "../keys/index.ts";
import {
  type AccountRecord,
  commitRefresh,
  getRefresh,
  insertRefresh,
  isRotating,
  type RefreshRecord,
  storeRefresh,
} from "../store/index.ts";

type Caller = { readonly accountId: Hex; readonly keyId: Hex };
type Session = Caller & { readonly sessionId: Hex };

/** Round trip 1: the service's package, after the device has bound itself to its own. */
export async function startRefresh(
  context: Context,
  { accountId, keyId }: Caller,
  { proof, ...body }: StartRefreshRequest,
): Promise<StartRefreshResponse> {
  const record = await requireAccount(context, { accountId, keyId });
  const { keyEpoch } = record;
  if (body.keyEpoch !== keyEpoch) throw new ServiceError("epoch_stale", "The account's shares were renewed.");
  if (record.frozen) throw new ServiceError("account_frozen", "The account is frozen.");
  if (await isRotating(context.database, accountId)) {
    throw new ServiceError("intent_conflict", "The account's key is being changed.", {
      action: "Wait until every network has the new key.",
    });
  }
  await assertActionProof(context, { record, action: "refresh-shares", body, proof });
  const seed = context.randomBytes(32);
  const sessionId = bytesToHex(context.randomBytes(16));
  context.hooks?.hold("refresh seed", seed);
  try {
    const round1 = refreshRound1({ identifier: 1, rng: createSeededRng(seed) });
    round1.secret.discard();
    const kit = getKitSummary(record);
    const hpke = context.keys.hpke.document;
    await insertRefresh(context.database, {
      accountId,
      keyId,
      sessionId,
      keyEpoch,
      packageHash: body.packageHash,
      deviceHpkeKey: body.hpkeKey,
      hpkeVersion: hpke.version,
      kit,
      seed: await sealShare(context.keys.kek, seed, seedContext(record, sessionId)),
    });
    return {
      sessionId,
      package: bytesToHex(round1.package),
      hpke,
      kit: kit && { keyId: kit.keyId, hpkeKey: kit.hpkeKey },
    };
  } finally {
    zeroize(seed);
  }
}

/** Round trip 2. From here on both sides keep shares of both epochs; the running one signs. */
export async function finishRefresh(
  context: Context,
  session: Session,
  request: FinishRefreshRequest,
): Promise<FinishRefreshResponse> {
  const record = await requireAccount(context, session);
  const refresh = await requireRefresh(context, record, session);
  if (!refresh.seed) throw refreshOver();
  const seed = await openShare(context.keys.kek, refresh.seed, seedContext(record, session.sessionId));
  try {
    return await exchange(context, { record, refresh, session, seed, request });
  } catch (error) {
    if (!(error instanceof FrostError) && !(error instanceof OpenSealedError)) throw error;
    throw new ServiceError("commitment_invalid", error.shortMessage, { action: "Start the renewal again." });
  } finally {
    zeroize(seed);
  }
}

type Exchange = {
  readonly record: AccountRecord;
  readonly refresh: RefreshRecord;
  readonly session: Session;
  readonly seed: Uint8Array;
  readonly request: FinishRefreshRequest;
};

async function exchange(
  context: Context,
  { record, refresh, session, seed, request }: Exchange,
): Promise<FinishRefreshResponse> {
  const { accountId, keyEpoch } = record;
  const { sessionId } = session;
  const infoOf = (purpose: string, sender: number, recipient: number) =>
    sealInfo({ suite: suiteName, purpose, sessionId, accountId, keyEpoch, sender, recipient });
  const privateKey = context.keys.hpke.privateKey(refresh.hpkeVersion);
  if (!privateKey) throw refreshOver();
  const peerPackage = hexToBytes(request.package);
  assertRefreshPackageHash(peerPackage, refresh.packageHash);
  const round1 = refreshRound1({ identifier: 1, rng: createSeededRng(seed) });
  const round2 = refreshRound2({ secret: round1.secret, peerPackage });
  const secrets: Uint8Array[] = [round2.shareForPeer, round2.shareForBackup];
  try {
    const peerShare = await open({
      privateKey,
      info: infoOf("refresh", 3, 1),
      sealed: hexToBytes(request.sealedShare),
    });
    secrets.push(peerShare);
    const { keyPackage, publicKeyPackage } = await openServerShare(context, record);
    secrets.push(keyPackage.signingShare);
    const next = refreshFinish({ secret: round2.secret, keyPackage, publicKeyPackage, peerPackage, peerShare });
    secrets.push(next.keyPackage.signingShare);
    context.hooks?.hold("server share", next.keyPackage.signingShare);
    const sealed = await seal({
      recipientPublicKey: refresh.deviceHpkeKey,
      info: infoOf("refresh", 1, 3),
      plaintext: round2.shareForPeer,
    });
    if (refresh.kit && !request.sealedForKit) {
      throw new ServiceError("request_malformed", "The account has a backup kit, and its part is missing.", {
        action: "Start the renewal again.",
      });
    }
    const forKit =
      refresh.kit &&
      bytesToHex(
        await seal({
          recipientPublicKey: refresh.kit.hpkeKey,
          info: infoOf("refresh-kit", 1, 2),
          plaintext: round2.shareForBackup,
        }),
      );
    const kitUpdate: KitUpdate | null =
      forKit && request.sealedForKit
        ? {
            keyEpoch: keyEpoch + 1,
            sessionId,
            serverPackage: bytesToHex(round1.package),
            devicePackage: request.package,
            fromServer: forKit,
            fromDevice: request.sealedForKit,
          }
        : null;
    const encoded = encodePublicKeyPackage(next.publicKeyPackage);
    const isStored = await storeRefresh(context.database, session, {
      share: await sealShare(context.keys.kek, next.keyPackage.signingShare, shareContext(record)),
      publicKeyPackage: encoded,
      transcriptHash: hashRefresh(sessionId, round1.package, peerPackage, encoded),
      kitUpdate,
    });
    if (!isStored) throw refreshOver();
    return {
      sealedShare: bytesToHex(sealed),
      sealedForKit: forKit ?? null,
      publicKeyPackage: bytesToHex(encoded),
    };
  } finally {
    round2.secret.discard();
    zeroize(...secrets);
  }
}

/** The shares of the next epoch sign once together. Nothing changes by it. */
export async function testRefresh(
  context: Context,
  session: Session,
  { commitments }: TestRefreshRequest,
): Promise<ServerAnswer> {
  const record = await requireAccount(context, session);
  const { next } = await requireRefresh(context, record, session);
  if (!next) throw refreshOver();
  const { accountId, keyEpoch } = record;
  return computeAnswer(context, {
    ...{ accountId, share: next.share, commitments, keyEpoch: keyEpoch + 1 },
    ...{ publicKey: requireKey(record).publicKey, publicKeyPackage: next.publicKeyPackage },
    digest: bytesToHex(selfTestDigest(next.transcriptHash)),
  });
}

/** Both new shares have signed: the old one is erased and the vault replaced, in one transaction. */
export async function endRefresh(
  context: Context,
  session: Session,
  { signature52, vault }: CommitRefreshRequest,
): Promise<Account> {
  const record = await requireAccount(context, session);
  const { next } = await requireRefresh(context, record, session);
  if (!next) throw refreshOver();
  const publicKey = hexToBytes(requireKey(record).publicKey);
  const digest = selfTestDigest(next.transcriptHash);
  if (!verify({ publicKey, digest, signature: hexToBytes(signature52) })) {
    throw new ServiceError("commitment_invalid", "The self-test signature does not verify.", {
      action: "Repeat the self-test with new commitments.",
    });
  }
  assertVault(record, vault);
  const { accountId, keyEpoch } = record;
  const isCommitted = await commitRefresh(context.database, {
    ...session,
    vault,
    salt: context.randomBytes(32),
    entry: { account: accountId, kind: "refresh", device: session.keyId, keyEpoch, newKeyEpoch: keyEpoch + 1 },
  });
  if (!isCommitted) throw refreshOver();
  return getAccount(context, session);
}

function assertVault(record: AccountRecord, vault: CommitRefreshRequest["vault"]): void {
  if ((vault !== null) !== record.hasVault) {
    throw new ServiceError("request_malformed", "An account with a vault copy renews it too, one without has none.");
  }
  if (!vault) return;
  if (vault.keyEpoch !== record.keyEpoch + 1)
    throw new ServiceError("epoch_stale", "The vault is of another key epoch.");
  const known = new Set(record.credentials.map(({ credentialId }) => credentialId.toString("base64url")));
  if (!vault.wraps.every(({ credentialId }) => known.has(credentialId))) {
    throw new ServiceError("request_malformed", "The vault is wrapped for a passkey this account does not have.");
  }
}

async function requireRefresh(context: Context, record: AccountRecord, session: Session): Promise<RefreshRecord> {
  const refresh = await getRefresh(context.database, session);
  if (refresh?.keyEpoch !== record.keyEpoch) throw refreshOver();
  return refresh;
}

/** What both sides saw, ended by the public package that came of it. */
function hashRefresh(sessionId: Hex, server: Uint8Array, device: Uint8Array, next: Uint8Array): Uint8Array {
  const parts = ["tandem/refresh/v1", hexToBytes(sessionId), server, device, next];
  return createHash("sha256").update(encodeParts(parts)).digest();
}

/** Of the next share. */
function shareContext(record: AccountRecord) {
  const publicKey = hexToBytes(requireKey(record).publicKey);
  return { accountId: hexToBytes(record.accountId), publicKey, keyEpoch: record.keyEpoch + 1 };
}

/** The seed is sealed like a share, with the session in the place of a group key. */
function seedContext({ accountId, keyEpoch }: AccountRecord, sessionId: Hex) {
  return { accountId: hexToBytes(accountId), publicKey: hexToBytes(sessionId), keyEpoch };
}

function refreshOver(): ServiceError {
  return new ServiceError("unknown_id", "This renewal is over.", { action: "Start a new one." });
}

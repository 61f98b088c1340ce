import {
  assertDkgPackageHash,
  checkKeyPackage,
  DkgPeerError,
  dkgFinish,
  dkgRound1,
  dkgRound2,
  encodePublicKeyPackage,
  FrostError,
  RetryDkgError,
  suiteName,
  toPublicKeyX,
  zeroize,
} from "@tandem/frost";
import {
  bytesToHex,
  type FinishDkgRequest,
  type FinishDkgResponse,
  hexToBytes,
  OpenSealedError,
  open,
  seal,
  sealInfo,
} from "@tandem/protocol";
import { sql } from "kysely";
import type { Hex } from "viem";
import type { Context } from "../../context.ts";
import { ServiceError } from "../../errors.ts";
import { openShare, type SealedShare, sealShare } from "../../keys/index.ts";
import { toBytes } from "../../store/index.ts";
import { createSeededRng, type KeyGenerationRun, toSeedContext } from "./run.ts";

/** What came of a key generation on the service's side; the share is sealed already. */
export type MadeKey = {
  /** x coordinate. */
  readonly publicKey: Uint8Array;
  readonly publicKeyPackage: Uint8Array;
  readonly transcriptHash: Uint8Array;
  readonly share: SealedShare;
};

/** Round trip 2. The session is taken out first: it ends here, whatever comes of it. `store` keeps the key. */
export async function finishKeyGeneration(
  context: Context,
  run: KeyGenerationRun & { readonly sessionId: Hex },
  request: FinishDkgRequest,
  store: (key: MadeKey) => Promise<void>,
): Promise<FinishDkgResponse> {
  const session = await takeSession(context, run);
  const seed = await openShare(context.keys.kek, session.sealedSeed, toSeedContext(run, run.sessionId));
  try {
    return await exchange(context, { run, session, seed, request, store });
  } catch (error) {
    throw toServiceError(error);
  } finally {
    zeroize(seed);
  }
}

type Session = {
  readonly packageHash: Uint8Array;
  readonly deviceHpkeKey: Uint8Array;
  readonly hpkePrivateKey: Uint8Array;
  readonly hpkePublicKey: Uint8Array;
  readonly sealedSeed: SealedShare;
};

async function takeSession(
  { database, keys }: Context,
  { accountId, keyId, rotationId, sessionId }: KeyGenerationRun & { readonly sessionId: Hex },
): Promise<Session> {
  const row = await database.kysely
    .deleteFrom("dkg_sessions")
    .where("session_id", "=", toBytes(sessionId))
    .where("account_id", "=", toBytes(accountId))
    .where("key_id", "=", toBytes(keyId))
    .where("rotation_id", "is not distinct from", rotationId === undefined ? null : toBytes(rotationId))
    .where("expires_at", ">", sql<Date>`now()`)
    .returningAll()
    .executeTakeFirst();
  // The key of this session, which may have been followed by another since round trip 1.
  const hpkePrivateKey = row && keys.hpke.privateKey(row.hpke_version);
  const hpkePublicKey = row && keys.hpke.publicKey(row.hpke_version);
  if (!row || !hpkePrivateKey || !hpkePublicKey) {
    throw new ServiceError("unknown_id", "This key generation is over.", { action: "Start a new one." });
  }
  const sealedSeed = { sealed: row.sealed_seed, kekVersion: row.kek_version, wrapped: row.wrapped_key };
  return { packageHash: row.package_hash, deviceHpkeKey: row.device_hpke, hpkePrivateKey, hpkePublicKey, sealedSeed };
}

type Exchange = {
  readonly run: KeyGenerationRun & { readonly sessionId: Hex };
  readonly session: Session;
  readonly seed: Uint8Array;
  readonly request: FinishDkgRequest;
  readonly store: (key: MadeKey) => Promise<void>;
};

async function exchange(
  context: Context,
  { run, session, seed, request, store }: Exchange,
): Promise<FinishDkgResponse> {
  const { accountId, keyEpoch, sessionId, keyId } = run;
  const infoOf = (sender: number, recipient: number) =>
    sealInfo({ suite: suiteName, purpose: "dkg", sessionId, accountId, keyEpoch, sender, recipient });
  const peerPackage = hexToBytes(request.package);
  assertDkgPackageHash(peerPackage, session.packageHash);
  const round1 = dkgRound1({ identifier: 1, rng: createSeededRng(seed) });
  const { secret, shareForPeer } = dkgRound2({ secret: round1.secret, peerPackage });
  const sealedForUs = hexToBytes(request.sealedShare);
  const peerShare = await open({ privateKey: session.hpkePrivateKey, info: infoOf(3, 1), sealed: sealedForUs });
  try {
    const result = dkgFinish({
      secret,
      peerPackage,
      peerShare,
      session: {
        sessionId: hexToBytes(sessionId),
        serverHpkeKey: session.hpkePublicKey,
        deviceHpkeKey: session.deviceHpkeKey,
        requestKey: hexToBytes(keyId),
      },
    });
    checkKeyPackage(result.keyPackage, result.publicKeyPackage);
    const sealed = await seal({
      recipientPublicKey: session.deviceHpkeKey,
      info: infoOf(1, 3),
      plaintext: shareForPeer,
    });
    const key = await sealKey(context, run, result);
    await store(key);
    return {
      sealedShare: bytesToHex(sealed),
      transcriptHash: bytesToHex(key.transcriptHash),
      publicKey: bytesToHex(key.publicKey),
      publicKeyPackage: bytesToHex(key.publicKeyPackage),
      keyId: `share-1-epoch-${keyEpoch}`,
    };
  } finally {
    secret.discard();
    zeroize(shareForPeer, peerShare);
  }
}

async function sealKey(
  { keys, hooks }: Context,
  { accountId, keyEpoch }: KeyGenerationRun,
  { keyPackage, publicKeyPackage, transcriptHash }: ReturnType<typeof dkgFinish>,
): Promise<MadeKey> {
  const publicKey = toPublicKeyX(publicKeyPackage);
  hooks?.hold("server share", keyPackage.signingShare);
  try {
    const shareContext = { accountId: hexToBytes(accountId), publicKey, keyEpoch };
    const share = await sealShare(keys.kek, keyPackage.signingShare, shareContext);
    return { publicKey, publicKeyPackage: encodePublicKeyPackage(publicKeyPackage), transcriptHash, share };
  } finally {
    zeroize(keyPackage.signingShare);
  }
}

function toServiceError(error: unknown): unknown {
  if (error instanceof DkgPeerError || error instanceof OpenSealedError || error instanceof FrostError) {
    const retry = error instanceof RetryDkgError;
    return new ServiceError(retry ? "upstream_unavailable" : "commitment_invalid", error.shortMessage, {
      action: "Start the key generation again.",
      ...(retry ? { retryAfterSeconds: 1 } : {}),
    });
  }
  return error;
}

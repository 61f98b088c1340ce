import { hkdfSync } from "node:crypto";
import {
  assertDkgPackageHash,
  checkKeyPackage,
  DkgPeerError,
  dkgFinish,
  dkgRound1,
  dkgRound2,
  encodeParts,
  encodePublicKeyPackage,
  FrostError,
  RetryDkgError,
  type Rng,
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
  type StartDkgRequest,
  type StartDkgResponse,
  seal,
  sealInfo,
} from "@tandem/protocol";
import { sql } from "kysely";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { openShare, sealShare } from "../keys/index.ts";
import { type AccountRecord, toBytes, toHex } from "../store/index.ts";
import { accountAddress } from "./accountAddress.ts";
import { requireAccount } from "./requireAccount.ts";

type Caller = { readonly accountId: Hex; readonly keyId: Hex };

/** An aborted key generation lets the peer choose a bit of the key: few tries an account. */
const maxSessions = 16;
const sessionLifetimeMs = 10 * 60_000;

/**
 * Round trip 1. The server's side of the session follows from one random seed, which alone is kept between the two
 * trips, sealed under the KEK, for 10 minutes: any server can take the second trip.
 */
export async function startDkg(
  context: Context,
  { accountId, keyId }: Caller,
  { packageHash, hpkeKey }: StartDkgRequest,
): Promise<StartDkgResponse> {
  const record = await requireAccount(context, { accountId, keyId, status: ["passkey", "keyed"] });
  await countSession(context, accountId);
  const seed = context.randomBytes(32);
  const sessionId = bytesToHex(context.randomBytes(16));
  const hpke = context.keys.hpke.document;
  context.hooks?.hold("dkg seed", seed);
  try {
    const round1 = dkgRound1({ identifier: 1, rng: seededRng(seed) });
    round1.secret.discard();
    const sealed = await sealShare(context.keys.kek, seed, seedContext(record, sessionId));
    await context.database.kysely
      .insertInto("dkg_sessions")
      .values({
        session_id: toBytes(sessionId),
        account_id: toBytes(accountId),
        key_id: toBytes(keyId),
        package_hash: toBytes(packageHash),
        device_hpke: toBytes(hpkeKey),
        hpke_version: hpke.version,
        sealed_seed: sealed.sealed,
        kek_version: sealed.kekVersion,
        wrapped_key: sealed.wrapped,
        expires_at: new Date(context.now() + sessionLifetimeMs),
      })
      .execute();
    const { keyEpoch } = record;
    return { sessionId, package: bytesToHex(round1.package), hpke, keyEpoch };
  } finally {
    zeroize(seed);
  }
}

/** Round trip 2. The session is taken out first: it ends here, whatever comes of it. */
export async function finishDkg(
  context: Context,
  { accountId, keyId, sessionId }: Caller & { readonly sessionId: Hex },
  request: FinishDkgRequest,
): Promise<FinishDkgResponse> {
  const record = await requireAccount(context, { accountId, keyId, status: ["passkey", "keyed"] });
  const session = await context.database.kysely
    .deleteFrom("dkg_sessions")
    .where("session_id", "=", toBytes(sessionId))
    .where("account_id", "=", toBytes(accountId))
    .where("key_id", "=", toBytes(keyId))
    .where("expires_at", ">", sql<Date>`now()`)
    .returningAll()
    .executeTakeFirst();
  // The key of this session, which may have been followed by another since round trip 1.
  const hpkePrivateKey = session && context.keys.hpke.privateKey(session.hpke_version);
  const hpkePublicKey = session && context.keys.hpke.publicKey(session.hpke_version);
  if (!session || !hpkePrivateKey || !hpkePublicKey) {
    throw new ServiceError("unknown_id", "This key generation is over.", { action: "Start a new one." });
  }
  const sealedSeed = { sealed: session.sealed_seed, kekVersion: session.kek_version, wrapped: session.wrapped_key };
  const seed = await openShare(context.keys.kek, sealedSeed, seedContext(record, sessionId));
  const infoOf = (sender: number, recipient: number) =>
    sealInfo({ suite: suiteName, purpose: "dkg", sessionId, accountId, keyEpoch: record.keyEpoch, sender, recipient });
  try {
    const peerPackage = hexToBytes(request.package);
    assertDkgPackageHash(peerPackage, session.package_hash);
    const round1 = dkgRound1({ identifier: 1, rng: seededRng(seed) });
    const round2 = dkgRound2({ secret: round1.secret, peerPackage });
    const peerShare = await open({
      privateKey: hpkePrivateKey,
      info: infoOf(3, 1),
      sealed: hexToBytes(request.sealedShare),
    });
    try {
      const result = dkgFinish({
        secret: round2.secret,
        peerPackage,
        peerShare,
        session: {
          sessionId: hexToBytes(sessionId),
          serverHpkeKey: hpkePublicKey,
          deviceHpkeKey: session.device_hpke,
          requestKey: hexToBytes(keyId),
        },
      });
      checkKeyPackage(result.keyPackage, result.publicKeyPackage);
      const sealedShare = await seal({
        recipientPublicKey: session.device_hpke,
        info: infoOf(1, 3),
        plaintext: round2.shareForPeer,
      });
      const publicKey = await storeKey(context, record, result);
      return {
        sealedShare: bytesToHex(sealedShare),
        transcriptHash: bytesToHex(result.transcriptHash),
        publicKey,
        publicKeyPackage: bytesToHex(encodePublicKeyPackage(result.publicKeyPackage)),
        keyId: `share-1-epoch-${record.keyEpoch}`,
      };
    } finally {
      round2.secret.discard();
      zeroize(round2.shareForPeer, peerShare);
    }
  } catch (error) {
    throw toServiceError(error);
  } finally {
    zeroize(seed);
  }
}

async function countSession({ database }: Context, accountId: Hex): Promise<void> {
  const counted = await database.kysely
    .updateTable("accounts")
    .set((where) => ({ dkg_sessions: where("dkg_sessions", "+", 1) }))
    .where("account_id", "=", toBytes(accountId))
    .where("dkg_sessions", "<", maxSessions)
    .executeTakeFirst();
  if (counted.numUpdatedRows === 0n) {
    throw new ServiceError("rate_limited", "This account has used up its tries to make a key.", {
      action: "Create the account anew.",
      retryAfterSeconds: 86_400,
    });
  }
}

type DkgResult = ReturnType<typeof dkgFinish>;

async function storeKey(context: Context, record: AccountRecord, result: DkgResult): Promise<Hex> {
  const { keyPackage, publicKeyPackage, transcriptHash } = result;
  const publicKey = toPublicKeyX(publicKeyPackage);
  context.hooks?.hold("server share", keyPackage.signingShare);
  try {
    const { accountId, keyEpoch } = record;
    const sealed = await sealShare(context.keys.kek, keyPackage.signingShare, {
      accountId: hexToBytes(accountId),
      publicKey,
      keyEpoch,
    });
    await context.database.kysely.transaction().execute(async (transaction) => {
      const updated = await transaction
        .updateTable("accounts")
        .set((where) => ({
          status: "keyed",
          version: where("version", "+", 1),
          public_key: publicKey,
          birth_key: publicKey,
          public_key_package: encodePublicKeyPackage(publicKeyPackage),
          transcript_hash: transcriptHash,
          address: toBytes(accountAddress(context, { birthKey: toHex(publicKey) })),
          vault_confirmed: false,
        }))
        .where("account_id", "=", toBytes(accountId))
        .where("status", "in", ["passkey", "keyed"])
        .executeTakeFirst();
      if (updated.numUpdatedRows === 0n) throw new ServiceError("intent_conflict", "The account is active already.");
      // A key that was made before and never confirmed is worthless: its vault and share go with it.
      await transaction.deleteFrom("vaults").where("account_id", "=", toBytes(accountId)).execute();
      await transaction.deleteFrom("server_shares").where("account_id", "=", toBytes(accountId)).execute();
      await transaction
        .insertInto("server_shares")
        .values({
          account_id: toBytes(accountId),
          key_epoch: keyEpoch,
          sealed: sealed.sealed,
          kek_version: sealed.kekVersion,
          wrapped_key: sealed.wrapped,
        })
        .execute();
    });
    return bytesToHex(publicKey);
  } finally {
    zeroize(keyPackage.signingShare);
  }
}

/** The seed is sealed like a share, with the session in the place of a group key. */
function seedContext({ accountId, keyEpoch }: AccountRecord, sessionId: Hex) {
  return { accountId: hexToBytes(accountId), publicKey: hexToBytes(sessionId), keyEpoch };
}

/** A generator that gives the same bytes again for the same seed. Used for one key generation only. */
function seededRng(seed: Uint8Array): Rng {
  let draw = 0;
  return (length) =>
    new Uint8Array(hkdfSync("sha256", seed, new Uint8Array(0), encodeParts(["tandem/dkg-seed/v1", draw++]), length));
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

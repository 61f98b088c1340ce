import {
  assertTranscriptMatch,
  dkgFinish,
  dkgRound1,
  dkgRound2,
  encodePublicKeyPackage,
  FrostError,
  hashDkgPackage,
  identifiers,
  type KeyPackage,
  suiteName,
  toPublicKeyX,
} from "@tandem/frost";
import {
  bytesToHex,
  createHpkeKeyPair,
  FinishDkgResponse,
  type HpkeKeyPair,
  OpenSealedError,
  open,
  StartDkgResponse,
  seal,
  sealInfo,
} from "@tandem/protocol";
import type { Hex } from "viem";
import { hexToBytes, zeroize } from "../../bytes.ts";
import type { ClientContext } from "../../context.ts";
import { CosignerMisbehavedError } from "../../errors.ts";
import {
  getConfig,
  getServerTimeMs,
  type RequestKey,
  reloadConfig,
  sendSignedRequest,
  verifyServerKey,
} from "../../requests/index.ts";

/** A finished device share with what may be known of it. The caller zeroes `keyPackage.signingShare`. */
export type GeneratedKey = {
  readonly keyPackage: KeyPackage;
  readonly publicKey: Hex;
  readonly publicKeyPackage: Hex;
  readonly keyEpoch: number;
  readonly transcriptHash: Hex;
};

export type GenerateKeyParameters = {
  readonly accountId: Hex;
  readonly key: RequestKey;
  /** Where its two trips go, for example `/accounts/0x…/dkg`. */
  readonly path: string;
  /** Told before each trip. */
  readonly onProgress: (step: "key-1" | "key-2") => void;
};

/**
 * Distributed key generation with the co-signer, 2 of 2, in two round trips. All its secrets live in this call only.
 * @throws CosignerMisbehavedError when it equivocates or its share is wrong; RetryDkgError about once in 2^128.
 */
export async function generateKey(context: ClientContext, parameters: GenerateKeyParameters): Promise<GeneratedKey> {
  const { onProgress } = parameters;
  const hpke = await createHpkeKeyPair();
  const round1 = dkgRound1({ identifier: identifiers.device, rng: context.randomBytes });
  try {
    onProgress("key-1");
    const start = await startSession(context, parameters, hashDkgPackage(round1.package), hpke);
    onProgress("key-2");
    return await finishSession(context, { ...parameters, start, round1, hpke });
  } catch (error) {
    const isForeign = error instanceof FrostError && error.name !== "RetryDkgError";
    if (isForeign || error instanceof OpenSealedError) {
      throw new CosignerMisbehavedError(error.shortMessage, { cause: error });
    }
    throw error;
  } finally {
    round1.secret.discard();
    zeroize(hpke.privateKey);
  }
}

type Session = StartDkgResponse & { readonly serverHpkeKey: Uint8Array };

/** Round trip 1: our package is bound by its hash before we see the server's. */
async function startSession(
  context: ClientContext,
  { key, path }: GenerateKeyParameters,
  packageHash: Uint8Array,
  hpke: HpkeKeyPair,
): Promise<Session> {
  // First of all, so that nothing goes to a server that is not the known one.
  const { identity } = await getConfig(context);
  const session = await sendSignedRequest(context, {
    key,
    method: "POST",
    path,
    body: { packageHash: bytesToHex(packageHash), hpkeKey: bytesToHex(hpke.publicKey) },
    schema: StartDkgResponse,
  });
  const nowMs = await getServerTimeMs(context);
  const verify = (identity: Hex) => verifyServerKey({ document: session.hpke, identity, purpose: "hpke", nowMs });
  try {
    return { ...session, serverHpkeKey: verify(identity) };
  } catch {
    // Its identity may have been followed by another since this page last asked; that one is checked like the first.
    return { ...session, serverHpkeKey: verify((await reloadConfig(context)).identity) };
  }
}

type FinishParameters = GenerateKeyParameters & {
  readonly start: Session;
  readonly round1: ReturnType<typeof dkgRound1>;
  readonly hpke: HpkeKeyPair;
};

/** Round trip 2: packages and sealed shares cross; both sides must have seen the same. */
async function finishSession(context: ClientContext, parameters: FinishParameters): Promise<GeneratedKey> {
  const { accountId, key, path, start, round1, hpke } = parameters;
  const info = { suite: suiteName, purpose: "dkg", sessionId: start.sessionId, accountId, keyEpoch: start.keyEpoch };
  const toServer = sealInfo({ ...info, sender: identifiers.device, recipient: identifiers.server });
  const toDevice = sealInfo({ ...info, sender: identifiers.server, recipient: identifiers.device });
  const peerPackage = hexToBytes(start.package);
  const { secret, shareForPeer } = dkgRound2({ secret: round1.secret, peerPackage });
  let peerShare: Uint8Array | undefined;
  try {
    const sealed = await seal({ recipientPublicKey: start.serverHpkeKey, info: toServer, plaintext: shareForPeer });
    const answer = await sendSignedRequest(context, {
      key,
      method: "POST",
      path: `${path}/${start.sessionId}`,
      body: { package: bytesToHex(round1.package), sealedShare: bytesToHex(sealed) },
      schema: FinishDkgResponse,
    });
    peerShare = await open({ privateKey: hpke.privateKey, info: toDevice, sealed: hexToBytes(answer.sealedShare) });
    const session = {
      sessionId: hexToBytes(start.sessionId),
      serverHpkeKey: start.serverHpkeKey,
      deviceHpkeKey: hpke.publicKey,
      requestKey: hexToBytes(key.keyId),
    };
    return checkAgreement(dkgFinish({ secret, peerPackage, peerShare, session }), answer, start.keyEpoch);
  } finally {
    secret.discard();
    zeroize(shareForPeer, peerShare);
  }
}

function checkAgreement(own: ReturnType<typeof dkgFinish>, theirs: FinishDkgResponse, keyEpoch: number): GeneratedKey {
  const publicKey = bytesToHex(toPublicKeyX(own.publicKeyPackage));
  const publicKeyPackage = bytesToHex(encodePublicKeyPackage(own.publicKeyPackage));
  try {
    assertTranscriptMatch(own.transcriptHash, hexToBytes(theirs.transcriptHash));
    if (publicKey !== theirs.publicKey || publicKeyPackage !== theirs.publicKeyPackage) {
      throw new CosignerMisbehavedError("another public key for the same transcript");
    }
  } catch (error) {
    zeroize(own.keyPackage.signingShare);
    throw error;
  }
  const transcriptHash = bytesToHex(own.transcriptHash);
  return { keyPackage: own.keyPackage, publicKey, publicKeyPackage, keyEpoch, transcriptHash };
}

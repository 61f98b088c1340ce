import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes, isBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { assertBytes, isEqualBytes } from "../bytes.ts";
import { suiteTag } from "../challenge.ts";
import { encodeParts } from "../encodeParts.ts";
import { TranscriptMismatchError } from "../errors.ts";
import { dkgPackageLength } from "./wire.ts";

/** What ties a key generation to its session and to the keys of both ends. */
export type DkgSession = {
  readonly sessionId: Uint8Array;
  /** HPKE public keys the round-2 shares are sealed to. */
  readonly serverHpkeKey: Uint8Array;
  readonly deviceHpkeKey: Uint8Array;
  /** Public key the device signs its requests with. */
  readonly requestKey: Uint8Array;
};

export type TranscriptHashParameters = {
  readonly session: DkgSession;
  readonly serverPackage: Uint8Array;
  readonly devicePackage: Uint8Array;
  /** x coordinate of the normalised group key, 32 bytes. */
  readonly publicKeyX: Uint8Array;
};

/**
 * SHA-256 over everything both sides saw, each part preceded by its length: suite, "transcript", session id, HPKE keys
 * (server, device), request key, round-1 packages (server, device), P.x. Equal on both sides or the run is aborted.
 */
export function transcriptHash(parameters: TranscriptHashParameters): Uint8Array {
  const { session, serverPackage, devicePackage, publicKeyX } = parameters;
  assertBytes(serverPackage, dkgPackageLength, "serverPackage");
  assertBytes(devicePackage, dkgPackageLength, "devicePackage");
  assertBytes(publicKeyX, 32, "publicKeyX");
  return sha256(
    encodeParts([
      suiteTag(),
      "transcript",
      session.sessionId,
      session.serverHpkeKey,
      session.deviceHpkeKey,
      session.requestKey,
      serverPackage,
      devicePackage,
      publicKeyX,
    ]),
  );
}

/** Digest both sides sign together before a new account is shown: keccak256(TAG ‖ "self-test" ‖ transcriptHash). */
export function selfTestDigest(transcriptHash: Uint8Array): Uint8Array {
  assertBytes(transcriptHash, 32, "transcriptHash");
  return keccak_256(concatBytes(suiteTag(), utf8ToBytes("self-test"), transcriptHash));
}

/**
 * Compares one's own transcript hash with the one the peer reports.
 * @throws TranscriptMismatchError, also when the peer's is not 32 bytes.
 */
export function assertTranscriptMatch(own: Uint8Array, peer: Uint8Array): void {
  assertBytes(own, 32, "own");
  if (!isBytes(peer) || !isEqualBytes(own, peer)) throw new TranscriptMismatchError();
}

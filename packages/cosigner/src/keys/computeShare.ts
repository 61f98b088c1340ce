import {
  commitAndSign,
  decodePublicKeyPackage,
  EqualCommitmentsError,
  InvalidCommitmentsError,
  type KeyPackage,
  nobleEngine,
  type PublicKeyPackage,
  type SigningCommitments,
  zeroize,
} from "@tandem/frost";
import { ServiceError } from "../errors.ts";
import { type Kek, UnwrapError } from "./kek.ts";
import { loadNativeEngine } from "./nativeEngine.ts";
import { openShare, type SealedShare, type ShareContext } from "./sealedShare.ts";

/** Whom this service signs with: a device, or the backup kit for a rotation to a new key. */
type Peer = 2 | 3;

/** libsecp256k1 where it is there for the platform, else noble: the same bytes, 15 times the CPU. */
const engine = loadNativeEngine() ?? nobleEngine;

export type ComputeShareParameters = {
  readonly kek: Kek;
  readonly share: SealedShare;
  readonly context: ShareContext;
  /** The package stored beside the share, encoded. */
  readonly publicKeyPackage: Uint8Array;
  /** What the service itself computed from the request. */
  readonly digest: Uint8Array;
  readonly deviceCommitments: SigningCommitments;
  /** Default 3, a device. */
  readonly peer?: Peer | undefined;
  /** For the leak scan of the tests. */
  readonly hold?: ((name: string, secret: Uint8Array) => void) | undefined;
  readonly randomBytes: (length: number) => Uint8Array;
};

export type ServerShare = {
  readonly hiding: Uint8Array;
  readonly binding: Uint8Array;
  /** 32-byte scalar. */
  readonly share: Uint8Array;
};

export type ComputeShare = (parameters: ComputeShareParameters) => Promise<ServerShare>;

/**
 * Opens the server's share, draws a nonce, commits and signs, all in one go: the server commits last, so no nonce ever
 * waits for an answer, and neither share nor nonce outlives this call.
 *
 * @throws ServiceError `commitment_invalid` when the device's commitments are refused.
 */
export async function computeShare(parameters: ComputeShareParameters): Promise<ServerShare> {
  const { context, digest, deviceCommitments, hold, peer = 3 } = parameters;
  const signers = [1, peer] as const;
  const publicKeyPackage = decodePublic(parameters.publicKeyPackage);
  const keyPackage = toKeyPackage(await openShare(parameters.kek, parameters.share, context), publicKeyPackage);
  try {
    const rng = (length: number) => {
      const bytes = parameters.randomBytes(length);
      hold?.("nonce randomness", bytes);
      return bytes;
    };
    const { commitments, share } = commitAndSign({
      keyPackage,
      publicKeyPackage,
      digest,
      signers,
      keyEpoch: context.keyEpoch,
      peerCommitments: deviceCommitments,
      rng,
      engine,
    });
    return { hiding: commitments.hiding, binding: commitments.binding, share };
  } catch (error) {
    if (error instanceof InvalidCommitmentsError || error instanceof EqualCommitmentsError) {
      throw commitmentInvalid();
    }
    throw error;
  } finally {
    zeroize(keyPackage.signingShare);
  }
}

/**
 * The key package around an opened share. Its public parts come from the package beside it: both were checked against
 * each other when the key was made, and the share opens only in the row of that account, key and epoch.
 */
function toKeyPackage(signingShare: Uint8Array, { commitments, verifyingShares }: PublicKeyPackage): KeyPackage {
  const verifyingShare = verifyingShares[1];
  if (verifyingShare === undefined) throw new UnwrapError("public key package");
  return { identifier: 1, signingShare, verifyingShare, publicKey: commitments[0] };
}

/**
 * Checks the device's commitments before anything is reserved for them: two different points of the curve.
 *
 * @throws ServiceError `commitment_invalid`
 */
export function assertCommitments({ hiding, binding }: SigningCommitments): void {
  if (!engine.isPoint(hiding) || !engine.isPoint(binding)) throw commitmentInvalid();
  if (Buffer.compare(hiding, binding) === 0) throw commitmentInvalid();
}

function commitmentInvalid(): ServiceError {
  return new ServiceError("commitment_invalid", "The nonce commitments are not two different points of the curve.");
}

const packages = new Map<string, PublicKeyPackage>();
const maxPackages = 10_000;

/** Public packages are checked when first decoded (two point decompressions) and kept. */
function decodePublic(encoded: Uint8Array): PublicKeyPackage {
  const name = Buffer.from(encoded).toString("latin1");
  const known = packages.get(name);
  if (known) return known;
  const decoded = decodePublicKeyPackage(encoded);
  const [oldest] = packages.keys();
  if (packages.size >= maxPackages && oldest !== undefined) packages.delete(oldest);
  packages.set(name, decoded);
  return decoded;
}

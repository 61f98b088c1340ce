import { encodeSignature, signingDigest, type ThresholdSigner } from "@tandem/account";
import {
  aggregate,
  checkKeyPackage,
  commit,
  derivePublicKeyPackage,
  type KeyPackage,
  type PublicKeyPackage,
  type SigningCommitments,
  signShare,
} from "@tandem/frost";
import { type Address, bytesToHex, type Hex } from "viem";
import { hexToBytes, zeroize } from "../bytes.ts";
import { ShareClosedError } from "../errors.ts";

/** Backup kit and device: the signer set that needs no server. */
const signers = [2, 3] as const;

/** Longest time that both shares stay in memory. */
const lifetimeMs = 10 * 60_000;

export type CreateOfflineSignerParameters = {
  readonly address: Address;
  readonly keyEpoch: number;
  /** Share 2. The signer zeroes it. */
  readonly kit: KeyPackage;
  /** Share 3 of the same key. The signer zeroes it. */
  readonly device: KeyPackage;
  readonly randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
};

/** Both shares in one place: the whole key, for as long as it is open. */
export type OfflineSigner = ThresholdSigner & {
  /** 52 bytes over a digest that was computed on this page: rotations. */
  readonly signDigest: (digest: Hex) => Hex;
  readonly isOpen: () => boolean;
  /** Zeroes both shares. Safe to call twice; happens by itself after 10 minutes. */
  readonly close: () => void;
};

/**
 * Signs with the kit's and the device's share, without the co-signer: no policy, no limits, nobody else to agree.
 *
 * @throws KeyPackageError when the shares are of different keys or of different epochs of one key.
 */
export function createOfflineSigner(parameters: CreateOfflineSignerParameters): OfflineSigner {
  const { address, kit, device } = parameters;
  const publicKeyPackage = derivePublicKeyPackage(kit, signers);
  checkKeyPackage(device, publicKeyPackage);
  let isOpen = true;
  let counter = 0;

  function close(): void {
    isOpen = false;
    clearTimeout(timer);
    zeroize(kit.signingShare, device.signingShare);
  }
  const timer = setTimeout(close, lifetimeMs);

  function signDigest(digest: Hex): Hex {
    if (!isOpen) throw new ShareClosedError();
    counter += 1;
    return bytesToHex(signAlone(parameters, publicKeyPackage, hexToBytes(digest), counter));
  }

  return {
    publicKey: bytesToHex(kit.publicKey.subarray(1)),
    isOpen: () => isOpen,
    close,
    signDigest,
    async sign(request) {
      const signature = signDigest(signingDigest(request, { address }));
      return request.kind === "userOperation" ? encodeSignature(signature, request) : signature;
    },
  };
}

/** RFC 9591 with both participants in one place. */
function signAlone(
  { kit, device, keyEpoch, randomBytes }: CreateOfflineSignerParameters,
  publicKeyPackage: PublicKeyPackage,
  digest: Uint8Array,
  counter: number,
): Uint8Array {
  const context = { digest, signers, keyEpoch, counter, rng: randomBytes };
  const own = { 2: commit({ ...context, keyPackage: kit }), 3: commit({ ...context, keyPackage: device }) };
  try {
    const commitments: Record<2 | 3, SigningCommitments> = { 2: own[2].commitments, 3: own[3].commitments };
    const shared = { publicKeyPackage, digest, signers, commitments };
    const shares = {
      2: signShare({ ...shared, keyPackage: kit, nonces: own[2].nonces }),
      3: signShare({ ...shared, keyPackage: device, nonces: own[3].nonces }),
    };
    return aggregate({ ...shared, shares });
  } finally {
    own[2].nonces.discard();
    own[3].nonces.discard();
  }
}

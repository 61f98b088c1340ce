import { encodeSignature, signingDigest, type ThresholdSigner } from "@tandem/account";
import { aggregate, commit, type DealKeyReturnType, dealKey, signShare, toPublicKeyX } from "@tandem/frost";
import { type Address, bytesToHex, type Hex, hexToBytes } from "viem";

const signers = [1, 3] as const;
type Dealt = DealKeyReturnType<1 | 3>;

export type LocalSigner = ThresholdSigner & {
  /** Signs 32 bytes, which no signer outside of tests does. */
  readonly signDigest: (digest: Hex) => Hex;
};

/** A threshold signer whose two shares are in one place. `getAddress` tells for which account it signs. */
export function createLocalSigner(getAddress: () => Address): LocalSigner {
  const dealt: Dealt = dealKey({ identifiers: signers });
  return {
    publicKey: bytesToHex(toPublicKeyX(dealt.publicKeyPackage)),
    signDigest: (digest) => signDigest(dealt, digest),
    async sign(request) {
      const signature52 = signDigest(dealt, signingDigest(request, { address: getAddress() }));
      return request.kind === "userOperation" ? encodeSignature(signature52, request) : signature52;
    },
  };
}

function signDigest({ keyPackages, publicKeyPackage }: Dealt, digestHex: Hex): Hex {
  const digest = hexToBytes(digestHex);
  const server = commit({ keyPackage: keyPackages[1], digest, signers, keyEpoch: 0 });
  const device = commit({ keyPackage: keyPackages[3], digest, signers, keyEpoch: 0 });
  const commitments = { 1: server.commitments, 3: device.commitments };
  const context = { publicKeyPackage, digest, signers, commitments };
  const shares = {
    1: signShare({ ...context, keyPackage: keyPackages[1], nonces: server.nonces }),
    3: signShare({ ...context, keyPackage: keyPackages[3], nonces: device.nonces }),
  };
  return bytesToHex(aggregate({ ...context, shares }));
}

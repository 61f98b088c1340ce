import { hashInstallOwner, hashRotateOwner } from "@tandem/account";
import { aggregate, commit, dealKey, signShare, toPublicKeyX } from "@tandem/frost";
import { bytesToHex, hexToBytes, type Rotation } from "@tandem/protocol";
import type { Address, Hex } from "viem";

const signers = [1, 3] as const;

/** An owner key whose two shares are both here, for tests of what owners sign. */
export type OwnerKey = { readonly publicKey: Hex; sign(digest: Hex): Hex };

export function createOwnerKey(): OwnerKey {
  const { keyPackages, publicKeyPackage } = dealKey({ identifiers: signers });
  return {
    publicKey: bytesToHex(toPublicKeyX(publicKeyPackage)),
    sign(digestHex) {
      const digest = hexToBytes(digestHex);
      const make = (id: 1 | 3) => commit({ keyPackage: keyPackages[id], digest, signers, keyEpoch: 1 });
      const own = { 1: make(1), 3: make(3) };
      const commitments = { 1: own[1].commitments, 3: own[3].commitments };
      const shared = { publicKeyPackage, digest, signers, commitments };
      const shares = {
        1: signShare({ ...shared, keyPackage: keyPackages[1], nonces: own[1].nonces }),
        3: signShare({ ...shared, keyPackage: keyPackages[3], nonces: own[3].nonces }),
      };
      return bytesToHex(aggregate({ ...shared, shares }));
    },
  };
}

/** The proof that a key is held, for the account at an address. */
export const proveOwner = (key: OwnerKey, address: Address): Hex =>
  key.sign(hashInstallOwner({ address, newOwner: key.publicKey }));

/** What makes `next` the owner after `key`, at this owner epoch. */
export function signRotation(key: OwnerKey, next: OwnerKey, at: { address: Address; ownerEpoch: number }): Rotation {
  const newOwner = next.publicKey;
  const digest = hashRotateOwner({ address: at.address, newOwner, ownerEpoch: BigInt(at.ownerEpoch) });
  return { newOwner, proof: proveOwner(next, at.address), ownerSignature: key.sign(digest) };
}

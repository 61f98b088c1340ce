import { hkdfSync } from "node:crypto";
import { aggregate, commit, dealKey, encodeParts, signShare, toPublicKeyX } from "@tandem/frost";
import { bytesToHex, type Hex, hexToBytes } from "viem";

/** The owner key of the relay account: a threshold key with both shares in this process. */
export type RelayKey = {
  readonly version: number;
  /** P.x, 32 bytes. */
  readonly publicKey: Hex;
  /** 52 bytes. */
  sign(digest: Hex): Hex;
};

const signers = [2, 3] as const;

/**
 * The relay account is an ordinary account of ours, so it needs an owner key of the kind that accounts have; it is dealt
 * from the key file's 32 bytes. It guards nothing: the account holds no money, and all it calls is open to anybody.
 */
export function createRelayKey(version: number, secret: Uint8Array): RelayKey {
  let draw = 0;
  const rng = (length: number) =>
    new Uint8Array(hkdfSync("sha256", secret, new Uint8Array(0), encodeParts(["tandem/relay-key/v1", draw++]), length));
  const { keyPackages, publicKeyPackage } = dealKey({ identifiers: signers, rng });
  return {
    version,
    publicKey: bytesToHex(toPublicKeyX(publicKeyPackage)),
    sign(digestHex) {
      const digest = hexToBytes(digestHex);
      const second = commit({ keyPackage: keyPackages[2], digest, signers, keyEpoch: 0 });
      const third = commit({ keyPackage: keyPackages[3], digest, signers, keyEpoch: 0 });
      const commitments = { 2: second.commitments, 3: third.commitments };
      const context = { publicKeyPackage, digest, signers, commitments };
      const shares = {
        2: signShare({ ...context, keyPackage: keyPackages[2], nonces: second.nonces }),
        3: signShare({ ...context, keyPackage: keyPackages[3], nonces: third.nonces }),
      };
      return bytesToHex(aggregate({ ...context, shares }));
    },
  };
}

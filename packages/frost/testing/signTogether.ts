import { aggregate, commit, signShare } from "../src/index.ts";
import type { BySigner, KeyPackage, PublicKeyPackage, Rng, SignerSet, SigningCommitments } from "../src/types.ts";

export type SignTogetherParameters = {
  readonly keyPackages: BySigner<KeyPackage>;
  readonly publicKeyPackage: PublicKeyPackage;
  readonly signers: SignerSet;
  readonly digest: Uint8Array;
  readonly rng: Rng;
};

/** Both signers commit: the second one knows the first one's commitments, as server and device do. */
export function commitTogether({ keyPackages, signers, digest, rng }: SignTogetherParameters) {
  const [peer, first] = signers;
  const base = { digest, signers, keyEpoch: 1, rng };
  const firstCommit = commit({ ...base, keyPackage: pick(keyPackages, first), counter: 1 });
  const peerCommit = commit({
    ...base,
    keyPackage: pick(keyPackages, peer),
    peerCommitments: firstCommit.commitments,
  });
  const commitments: BySigner<SigningCommitments> = {
    [first]: firstCommit.commitments,
    [peer]: peerCommit.commitments,
  };
  return { commitments, nonces: { [first]: firstCommit.nonces, [peer]: peerCommit.nonces } as const };
}

/** One whole signature of two honest signers. */
export function signTogether(parameters: SignTogetherParameters) {
  const { keyPackages, publicKeyPackage, signers, digest } = parameters;
  const { commitments, nonces } = commitTogether(parameters);
  const shares = Object.fromEntries(
    signers.map((signer) => [
      signer,
      signShare({
        keyPackage: pick(keyPackages, signer),
        publicKeyPackage,
        nonces: pick(nonces, signer),
        digest,
        signers,
        commitments,
      }),
    ]),
  ) as BySigner<Uint8Array>; // one entry per signer
  const signature = aggregate({ publicKeyPackage, commitments, digest, signers, shares });
  return { commitments, shares, signature };
}

function pick<value>(values: BySigner<value>, identifier: 1 | 2 | 3): value {
  const value = values[identifier];
  if (value === undefined) throw new RangeError(`nothing for ${identifier}`);
  return value;
}

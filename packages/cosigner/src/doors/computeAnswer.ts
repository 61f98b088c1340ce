import type { SigningCommitments } from "@tandem/frost";
import {
  bytesToHex,
  hexToBytes,
  type ServerAnswer,
  type SigningCommitments as WireCommitments,
} from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { assertCommitments, computeShare, type SealedShare } from "../keys/index.ts";

export type ComputeAnswerParameters = {
  readonly accountId: Hex;
  readonly share: SealedShare;
  /** Of the key that signs. */
  readonly publicKey: Hex;
  readonly publicKeyPackage: Uint8Array;
  readonly keyEpoch: number;
  /** What this service itself computed. */
  readonly digest: Hex;
  readonly commitments: WireCommitments;
  readonly peer?: 2 | 3;
};

/** The service's share of a signature that moves nothing: a key's self-test, or a step of a rotation. */
export async function computeAnswer(
  { keys, hooks, randomBytes }: Context,
  parameters: ComputeAnswerParameters,
): Promise<ServerAnswer> {
  const { accountId, share, publicKey, publicKeyPackage, keyEpoch, digest, peer } = parameters;
  const deviceCommitments = toCommitments(parameters.commitments);
  assertCommitments(deviceCommitments);
  const answer = await computeShare({
    kek: keys.kek,
    share,
    context: { accountId: hexToBytes(accountId), publicKey: hexToBytes(publicKey), keyEpoch },
    publicKeyPackage,
    digest: hexToBytes(digest),
    deviceCommitments,
    peer,
    hold: hooks?.hold,
    randomBytes,
  });
  return {
    commitments: { hiding: bytesToHex(answer.hiding), binding: bytesToHex(answer.binding) },
    share: bytesToHex(answer.share),
    digest,
  };
}

export function toCommitments({ hiding, binding }: WireCommitments): SigningCommitments {
  return { hiding: hexToBytes(hiding), binding: hexToBytes(binding) };
}

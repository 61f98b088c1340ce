import {
  aggregate,
  commit,
  decodePublicKeyPackage,
  FrostError,
  identifiers,
  type SigningCommitments,
  signShare,
  verifyShare,
} from "@tandem/frost";
import { bytesToHex, type Hex } from "viem";
import { hexToBytes } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError } from "../errors.ts";
import type { OpenShare } from "./OpenShare.ts";

/** Server and device: the one signer set of everyday signing. */
export const signers = [identifiers.server, identifiers.device] as const;

export type CommitmentsOnWire = { readonly hiding: Hex; readonly binding: Hex };

export type SignTogetherParameters<answer> = {
  readonly share: OpenShare;
  /** Pinned beside the share. */
  readonly publicKeyPackage: Hex;
  readonly keyEpoch: number;
  /** What both sign, computed on this device. */
  readonly digest: Hex;
  /** Brings our commitments to the co-signer and its commitments and share back. */
  readonly send: (commitments: CommitmentsOnWire) => Promise<answer>;
};

type Answer = { readonly commitments: CommitmentsOnWire; readonly share: Hex; readonly digest: Hex };

/**
 * One signature by device and server in one round trip (RFC 9591 with the suite of `@tandem/frost`). Our nonces are
 * out of memory before anything of the answer is believed, and after every failure: the first answer wins.
 *
 * @returns 52 bytes, verified, and the co-signer's answer.
 * @throws CosignerMisbehavedError for another digest or a wrong share, ShareClosedError, and what `send` throws.
 */
export async function signTogether<answer extends Answer>(
  context: ClientContext,
  parameters: SignTogetherParameters<answer>,
): Promise<{ readonly signature: Hex; readonly answer: answer }> {
  const { share, keyEpoch, send } = parameters;
  const digest = hexToBytes(parameters.digest);
  // A device signs everything; the kit's share only hands the account to a new key.
  const { identifier } = share.keyPackage;
  const signers = [identifiers.server, identifier === 2 ? 2 : identifiers.device] as const;
  const [, own] = signers;
  const { nonces, commitments } = commit({
    keyPackage: share.keyPackage,
    digest,
    signers,
    keyEpoch,
    counter: ++context.memory.commitCounter,
    rng: context.randomBytes,
  });
  try {
    const answer = await send({ hiding: bytesToHex(commitments.hiding), binding: bytesToHex(commitments.binding) });
    if (answer.digest !== parameters.digest) throw new CosignerMisbehavedError("it computed another digest");
    const publicKeyPackage = decodePublicKeyPackage(hexToBytes(parameters.publicKeyPackage));
    const all = { [identifiers.server]: toCommitments(answer.commitments), [own]: commitments };
    const shared = { publicKeyPackage, digest, signers, commitments: all };

    const ownShare = signShare({ ...shared, keyPackage: share.keyPackage, nonces });
    const serverShare = hexToBytes(answer.share);
    if (!verifyShare({ ...shared, identifier: identifiers.server, share: serverShare })) {
      throw new CosignerMisbehavedError("its signature share is wrong");
    }
    const shares = { [identifiers.server]: serverShare, [own]: ownShare };
    return { signature: bytesToHex(aggregate({ ...shared, shares })), answer };
  } catch (error) {
    throw error instanceof FrostError ? new CosignerMisbehavedError(error.shortMessage, { cause: error }) : error;
  } finally {
    nonces.discard();
  }
}

function toCommitments({ hiding, binding }: CommitmentsOnWire): SigningCommitments {
  return { hiding: hexToBytes(hiding), binding: hexToBytes(binding) };
}

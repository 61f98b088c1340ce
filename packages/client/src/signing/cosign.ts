import {
  CreateSignatureResponse,
  type Receipt,
  type SecondFactorProof,
  type SigningRequest,
  TandemApiError,
} from "@tandem/protocol";
import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError, ServiceUnreachableError } from "../errors.ts";
import { keepPromise } from "../log/index.ts";
import type { PasskeyAssertion } from "../passkeys/index.ts";
import { type RequestKey, sendSignedRequest } from "../requests/index.ts";
import type { AccountRecord } from "../storage/index.ts";
import type { OpenShare } from "./OpenShare.ts";
import { type CommitmentsOnWire, signers, signTogether } from "./signTogether.ts";

export type CosignParameters = {
  readonly record: AccountRecord;
  readonly key: RequestKey;
  readonly share: OpenShare;
  readonly request: SigningRequest;
  /** What both sign, computed on this device from `request`. */
  readonly digest: Hex;
  readonly intentId: Hex;
  readonly attempt: number;
  /** Names of the rules the user ticked. */
  readonly confirmed: readonly string[];
  /** The policy the user saw. */
  readonly policyHash: Hex;
  readonly assertion: PasskeyAssertion;
  readonly secondFactor?: SecondFactorProof | undefined;
};

export type CosignReturnType = {
  /** 52 bytes, verified. */
  readonly signature: Hex;
  readonly receipt: Receipt;
};

/** Waits before each further try: some ten seconds in all, within the 30 that the share stays open. */
const pausesMs = [250, 750, 1500, 3000, 5000];

/**
 * Gets one signature from device and co-signer. A lost answer is asked for again with new nonces and commitments under
 * the same intent, for as long as the share is open: the co-signer debits an intent once.
 *
 * @throws TandemApiError (a refusal), ServiceUnreachableError, CosignerMisbehavedError, ShareClosedError
 */
export async function cosign(context: ClientContext, parameters: CosignParameters): Promise<CosignReturnType> {
  const { record, share, digest } = parameters;
  for (let tries = 0; ; tries++) {
    try {
      const { signature, answer } = await signTogether(context, {
        share,
        publicKeyPackage: record.publicKeyPackage,
        keyEpoch: record.account.keyEpoch,
        digest,
        send: (commitments) => send(context, parameters, commitments),
      });
      return { signature, receipt: await checkReceipt(context, answer.receipt, parameters) };
    } catch (error) {
      const pauseMs = pausesMs[tries];
      if (pauseMs === undefined || !isWorthRepeating(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      // The share may have run out meanwhile; the reason to tell is the one that made us wait.
      if (!share.isOpen) throw error;
    }
  }
}

function send(context: ClientContext, parameters: CosignParameters, commitments: CommitmentsOnWire) {
  const { record, key, intentId, attempt, confirmed, policyHash, assertion, request, secondFactor } = parameters;
  const { accountId, keyEpoch } = record.account;
  return sendSignedRequest(context, {
    key,
    method: "POST",
    path: `/accounts/${accountId}/signatures`,
    body: {
      ...{ intentId, keyEpoch, signers, commitments, confirmed, policyHash, assertion, attempt, request },
      ...(secondFactor && { secondFactor }),
    },
    schema: CreateSignatureResponse,
  });
}

async function checkReceipt(
  context: ClientContext,
  receipt: Receipt,
  { policyHash, record }: CosignParameters,
): Promise<Receipt> {
  if (receipt.policyHash !== policyHash || receipt.keyEpoch !== record.account.keyEpoch) {
    throw new CosignerMisbehavedError("a receipt for another policy or key epoch");
  }
  await keepPromise(context, { accountId: record.account.accountId, receipt });
  return receipt;
}

/**
 * Whether the answer may only have been lost. `nonce_reused`: the network delivered the request twice; `lock-lost`: an
 * earlier try of ours is still being worked on.
 */
function isWorthRepeating(error: unknown): boolean {
  if (error instanceof ServiceUnreachableError) return true;
  if (!(error instanceof TandemApiError)) return false;
  if (error.problem.rule === "lock-lost") return true;
  return error.code === "nonce_reused" || error.code === "internal";
}

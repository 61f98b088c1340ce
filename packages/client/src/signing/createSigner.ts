import { encodeSignature, signingDigest, type ThresholdSigner } from "@tandem/account";
import { bytesToHex, type PreviewResponse, type SigningRequest, stepUpChallenge } from "@tandem/protocol";
import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError } from "../errors.ts";
import { getRequestKey } from "../requests/index.ts";
import type { AccountRecord } from "../storage/index.ts";
import { assertAllowed } from "./assertAllowed.ts";
import { confirmWithPasskey } from "./confirmWithPasskey.ts";
import { cosign } from "./cosign.ts";
import { previewRequest } from "./previewRequest.ts";

export type CreateSignerParameters = {
  readonly record: AccountRecord;
  readonly password?: string | undefined;
  /** Which rules of the preview the user ticks. Default: none. */
  readonly confirm?: ((preview: PreviewResponse) => Promise<readonly string[]>) | undefined;
};

/**
 * A signer for `toTandemSmartAccount`. Each signature is previewed, confirmed by one passkey assertion and co-signed;
 * 64 bytes for a UserOperation, 52 for a message or typed data.
 */
export function createSigner(context: ClientContext, parameters: CreateSignerParameters): ThresholdSigner {
  const { record, password, confirm } = parameters;
  const { accountId, publicKey, address } = record.account;

  async function sign(request: SigningRequest): Promise<Hex> {
    const digest = signingDigest(request, { address });
    const preview = await previewRequest(context, { accountId, request });
    if (preview.digest !== digest) throw new CosignerMisbehavedError("it computed another digest");
    const confirmed = preview.decision === "confirm" ? ((await confirm?.(preview)) ?? []) : [];
    assertAllowed(preview, confirmed);

    const intentId = bytesToHex(context.randomBytes(32));
    const { policyHash } = preview;
    const challenge = stepUpChallenge({ intentId, digest, policyHash, confirmed });
    const key = await getRequestKey(context, accountId);
    const { share, assertion } = await confirmWithPasskey(context, { record, challenge, password });
    try {
      const intent = { record, key, share, request, digest, intentId, attempt: 0, confirmed, policyHash, assertion };
      const { signature } = await cosign(context, intent);
      return request.kind === "userOperation" ? encodeSignature(signature, request) : signature;
    } finally {
      share.close();
    }
  }

  return { publicKey, sign };
}

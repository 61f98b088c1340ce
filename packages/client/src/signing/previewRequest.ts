import { PreviewResponse, type SigningRequest } from "@tandem/protocol";
import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";

/** What the co-signer's policy says about a request now; nothing is reserved. */
export async function previewRequest(
  context: ClientContext,
  { accountId, request }: { readonly accountId: Hex; readonly request: SigningRequest },
): Promise<PreviewResponse> {
  return sendSignedRequest(context, {
    key: await getRequestKey(context, accountId),
    method: "POST",
    path: `/accounts/${accountId}/preview`,
    body: { request },
    schema: PreviewResponse,
  });
}

import { RequestKitResponse } from "@tandem/protocol";
import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { AccountNotFoundError } from "../errors.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";
import { proveAction } from "../signing/index.ts";

/** Begins the 24 hours that a kit of an older account takes. Every device is told, and each can stop it. */
export async function requestKit(
  context: ClientContext,
  { accountId }: { readonly accountId: Hex },
): Promise<RequestKitResponse> {
  const record = await context.storage.get("accounts", accountId);
  if (!record) throw new AccountNotFoundError();
  const body = { keyEpoch: record.account.keyEpoch };
  const proof = await proveAction(context, { record, action: "request-kit", body });
  return sendSignedRequest(context, {
    key: await getRequestKey(context, accountId),
    method: "POST",
    path: `/accounts/${accountId}/kit/wait`,
    body: { ...body, proof },
    schema: RequestKitResponse,
  });
}

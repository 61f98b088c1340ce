import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { getRequestKey, noBody, sendSignedRequest } from "../requests/index.ts";
import type { GuardianSet } from "./types.ts";

/** Hands the signed first guardians to the service, which brings them to the chains. Asked again it does the same. */
export async function putFirst(
  context: ClientContext,
  accountId: Hex,
  { config, ownerSignature }: GuardianSet,
): Promise<void> {
  await sendSignedRequest(context, {
    key: await getRequestKey(context, accountId),
    method: "PUT",
    path: `/accounts/${accountId}/guardians`,
    body: { config, ownerSignature },
    schema: noBody,
  });
}

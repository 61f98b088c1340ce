import type { ClientContext } from "../../context.ts";
import { noBody, sendSignedRequest } from "../../requests/index.ts";
import { type Creation, saveCreation } from "./creation.ts";
import { requireKey } from "./requireKey.ts";

/** Leaves the sealed share with the co-signer, where the account has a vault copy. */
export async function storeVault(context: ClientContext, creation: Creation): Promise<Creation> {
  const { accountId, hasVault } = creation.record;
  if (hasVault) {
    const { sealedShare, wraps, keyEpoch } = requireKey(creation);
    await sendSignedRequest(context, {
      key: creation.key,
      method: "PUT",
      path: `/accounts/${accountId}/vault`,
      body: { sealedShare, wraps, keyEpoch },
      schema: noBody,
    });
  }
  return saveCreation(context, creation, { stage: "vault" });
}

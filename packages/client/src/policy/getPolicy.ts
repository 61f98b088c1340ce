import { PolicyState, policyHash } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError } from "../errors.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";
import type { AccountParameters } from "../types.ts";

/** The policy in force and the one that waits, each checked against its hash. */
export async function getPolicy(context: ClientContext, { accountId }: AccountParameters): Promise<PolicyState> {
  const key = await getRequestKey(context, accountId);
  const path = `/accounts/${accountId}/policy`;
  return checkPolicyState(await sendSignedRequest(context, { key, method: "GET", path, schema: PolicyState }));
}

/** @throws CosignerMisbehavedError where a hash is not that of the policy beside it: the hash is what devices sign. */
export function checkPolicyState(state: PolicyState): PolicyState {
  for (const shown of [state, ...(state.pending ? [state.pending] : [])]) {
    if (policyHash(shown.policy) !== shown.policyHash) {
      throw new CosignerMisbehavedError("a policy that its hash does not name");
    }
  }
  return state;
}

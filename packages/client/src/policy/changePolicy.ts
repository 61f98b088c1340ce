import { isLoosening, PolicyState, policyHash } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError } from "../errors.ts";
import { checkPolicyState } from "./getPolicy.ts";
import { sendAction } from "./sendAction.ts";
import type { ChangePolicyParameters } from "./types.ts";

/**
 * Changes the account's policy. A service that puts a looser one in force at once is caught here.
 *
 * @throws PasskeyCancelledError, TandemApiError, CosignerMisbehavedError
 */
export async function changePolicy(
  context: ClientContext,
  { accountId, basePolicyHash, policy }: ChangePolicyParameters,
): Promise<PolicyState> {
  const body = { basePolicyHash, policy };
  const state = await sendAction(context, {
    accountId,
    path: "/policy",
    action: "change-policy",
    body,
    schema: PolicyState,
  });
  checkPolicyState(state);
  const isInForce = state.policyHash === policyHash(policy);
  if (!isInForce && !isLoosening(state.policy, policy)) {
    throw new CosignerMisbehavedError("another policy than the one that was asked for");
  }
  return state;
}

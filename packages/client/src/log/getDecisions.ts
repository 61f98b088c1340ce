import { bytesToHex, Decisions, hashDecision } from "@tandem/protocol";
import { hexToBytes } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError } from "../errors.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";
import type { GetDecisionsParameters } from "../types.ts";

/**
 * One page of what the co-signer decided about the account, newest first; each entry is the one behind its leaf.
 * @throws CosignerMisbehavedError when one is not.
 */
export async function getDecisions(context: ClientContext, parameters: GetDecisionsParameters): Promise<Decisions> {
  const decisions = await fetchDecisions(context, parameters);
  for (const { leaf, salt, entry } of decisions.items) {
    if (bytesToHex(hashDecision({ salt: hexToBytes(salt), entry })) !== leaf) {
      throw new CosignerMisbehavedError("a decision that is not the one in its log");
    }
  }
  return decisions;
}

/** The same, unchecked. */
export async function fetchDecisions(
  context: ClientContext,
  { accountId, cursor }: GetDecisionsParameters,
): Promise<Decisions> {
  const key = await getRequestKey(context, accountId);
  const query = cursor === undefined ? "" : `?cursor=${encodeURIComponent(cursor)}`;
  const path = `/accounts/${accountId}/decisions${query}`;
  return sendSignedRequest(context, { key, method: "GET", path, schema: Decisions });
}

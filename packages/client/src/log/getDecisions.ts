import { bytesToHex, type Decision, Decisions, hashDecision, hashLeaf, longestSequencingMs } from "@tandem/protocol";
import { hexToBytes } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError } from "../errors.ts";
import { getRequestKey, getServerTimeMs, sendSignedRequest } from "../requests/index.ts";
import type { DecisionProof, GetDecisionsParameters, ProvenDecisions } from "../types.ts";
import { hasLeaf, openVerified, type VerifiedLog } from "./readHead.ts";
import { loadHead } from "./records.ts";

/**
 * One page of what the co-signer decided about the account, newest first; each entry is the one behind its leaf, and is
 * looked for in the tree that this device verified last.
 *
 * @throws CosignerMisbehavedError when one is not the one behind its leaf; ServiceUnreachableError, TandemApiError
 */
export async function getDecisions(
  context: ClientContext,
  parameters: GetDecisionsParameters,
): Promise<ProvenDecisions> {
  const { items, cursor } = await fetchDecisions(context, parameters);
  for (const { leaf, salt, entry } of items) {
    if (bytesToHex(hashDecision({ salt: hexToBytes(salt), entry })) !== leaf) {
      throw new CosignerMisbehavedError("a decision that is not the one in its log");
    }
  }
  const [head, nowMs] = await Promise.all([loadHead(context), getServerTimeMs(context)]);
  const log = head && openVerified(context, head);
  const proofs = await Promise.all(items.map((decision) => prove(log, decision, nowMs)));
  return {
    items: items.map((decision, at) => ({ ...decision, proof: proofs[at] ?? "missing" })),
    ...(cursor !== undefined && { cursor }),
  };
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

async function prove(
  log: VerifiedLog | undefined,
  { index, leaf, timestamp }: Decision,
  nowMs: number,
): Promise<DecisionProof> {
  if (index === undefined) return nowMs > timestamp + longestSequencingMs ? "missing" : "waiting";
  if (!log || index >= log.checkpoint.size) return "waiting";
  return (await hasLeaf(log, { leafHash: hashLeaf(hexToBytes(leaf)), index })) ? "proven" : "missing";
}

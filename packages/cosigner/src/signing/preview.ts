import type { PreviewRequest, PreviewResponse } from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { assertDevice, unknownAccount } from "../doors/index.ts";
import { reviewFirstGuardians } from "../guardians/index.ts";
import { evaluate } from "../policy/index.ts";
import { getSpent } from "../store/index.ts";
import { prepareRequest } from "./prepareRequest.ts";
import { readSituation } from "./readSituation.ts";

/** What the policy would say to a request right now. Reserves nothing. */
export async function preview(
  context: Context,
  { accountId, keyId }: { readonly accountId: Hex; readonly keyId: Hex },
  { request }: PreviewRequest,
): Promise<PreviewResponse> {
  const [account, spent] = await Promise.all([
    context.accounts.reload(accountId),
    getSpent(context.database, accountId),
  ]);
  assertDevice(account?.record, keyId);
  const { record } = account;
  if (record.status !== "active" || !record.key) throw unknownAccount();
  const { key, chainOwners } = record;
  const { digest, effects } = await prepareRequest(context, { accountId, key, chainOwners }, request);
  const waiting = await reviewFirstGuardians(context, record, request);
  const { confirm, ...evaluated } = evaluate({
    policy: record.policy,
    effects,
    situation: await readSituation(context, { record, keyId, effects }),
    spent: new Map(spent.map(({ asset, amount }) => [asset, amount])),
  });
  const { debits } = evaluated;
  const refuse = [...waiting, ...evaluated.refuse];
  const rules = [...refuse, ...confirm].slice(0, 64);
  return {
    digest,
    decision: refuse.length > 0 ? "refuse" : confirm.length > 0 ? "confirm" : "allow",
    rules: rules.map(({ name, detail }) => ({ name, detail: detail.slice(0, 512) })),
    debits: debits.slice(0, 64).map(({ asset, amount }) => ({ asset, amount: amount.toString() })),
    policyHash: record.policyHash,
  };
}

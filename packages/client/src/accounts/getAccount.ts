import { Account, policyHash } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError } from "../errors.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";
import type { AccountParameters } from "../types.ts";
import { assertOwner } from "./assertOwner.ts";

/** The account as the co-signer knows it: policy, what is spent of its limits, devices. */
export async function getAccount(context: ClientContext, { accountId }: AccountParameters): Promise<Account> {
  const key = await getRequestKey(context, accountId);
  const path = `/accounts/${accountId}`;
  const account = await sendSignedRequest(context, { key, method: "GET", path, schema: Account });
  // The hash stands under every signature: it must be of the policy that is shown.
  if (account.accountId !== accountId || policyHash(account.policy) !== account.policyHash) {
    throw new CosignerMisbehavedError("a policy that its hash does not name");
  }
  const known = await context.storage.get("accounts", accountId);
  // The key that this device holds was checked when it came: by signed changes, and by a chain after a recovery.
  if (known?.account.publicKey !== account.publicKey) {
    await assertOwner(context, { account, known: known?.account.publicKey });
  }
  await settleRefresh(context, account);
  return account;
}

/** A renewal that the co-signer has committed, and whose answer was lost, is taken over as soon as it is seen. */
async function settleRefresh(context: ClientContext, account: Account): Promise<void> {
  const record = await context.storage.get("accounts", account.accountId);
  if (record?.refresh?.keyEpoch !== account.keyEpoch) return;
  const { takeRefresh } = await import("../refresh/index.ts");
  await takeRefresh(context, record, account);
}

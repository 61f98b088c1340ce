import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";
import { proveAction } from "../signing/index.ts";
import type { AccountParameters } from "../types.ts";

export type SendActionParameters<output> = AccountParameters & {
  /** Below the account's path. */
  readonly path: string;
  readonly action: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly schema: { readonly parse: (json: unknown) => output };
};

/** One action of the owner: a passkey prompt over exactly this body, then the request with it. */
export async function sendAction<output>(
  context: ClientContext,
  { accountId, path, action, body, schema }: SendActionParameters<output>,
): Promise<output> {
  const [record, key] = await Promise.all([getRecord(context, accountId), getRequestKey(context, accountId)]);
  const proof = await proveAction(context, { record, action, body });
  const request = { ...body, proof };
  return sendSignedRequest(context, {
    key,
    method: "POST",
    path: `/accounts/${accountId}${path}`,
    body: request,
    schema,
  });
}

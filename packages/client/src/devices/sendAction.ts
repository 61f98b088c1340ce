import type { Hex } from "viem";
import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";
import { proveAction } from "../signing/index.ts";

export type SendActionParameters<output> = {
  readonly accountId: Hex;
  /** Name under the proof, for example `revoke-device`. */
  readonly action: string;
  /** What the proof is over. */
  readonly proved: object;
  /** Path below the account. */
  readonly path: string;
  /** Sent beside the proof. */
  readonly body?: object | undefined;
  readonly schema: { readonly parse: (json: unknown) => output };
};

/** One passkey prompt and one request: the user's yes to exactly this action. */
export async function sendAction<output>(
  context: ClientContext,
  parameters: SendActionParameters<output>,
): Promise<output> {
  const { accountId, action, proved, path, body = {}, schema } = parameters;
  const [record, key] = await Promise.all([getRecord(context, accountId), getRequestKey(context, accountId)]);
  const proof = await proveAction(context, { record, action, body: proved });
  return sendSignedRequest(context, {
    key,
    method: "POST",
    path: `/accounts/${accountId}${path}`,
    body: { ...body, proof },
    schema,
  });
}

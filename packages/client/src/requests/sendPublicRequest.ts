import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError } from "../errors.ts";
import { sendRequest } from "./sendRequest.ts";

export type SendPublicRequestParameters<output> = {
  readonly method: "GET" | "POST" | "PUT";
  /** Below `/v1`. */
  readonly path: string;
  readonly body?: unknown;
  /** Schema of the answer; absent where there is none. */
  readonly schema?: { readonly parse: (json: unknown) => output } | undefined;
};

/**
 * A request of somebody who has no account here: nothing is signed by a device.
 * @throws TandemApiError, ServiceUnreachableError, CosignerMisbehavedError
 */
export async function sendPublicRequest<output = undefined>(
  context: ClientContext,
  { method, path, body: value, schema }: SendPublicRequestParameters<output>,
): Promise<output> {
  const body = value === undefined ? undefined : new TextEncoder().encode(JSON.stringify(value));
  const headers: Record<string, string> = body ? { "content-type": "application/json" } : {};
  const { json } = await sendRequest(context, { method, url: `${context.baseUrl}/v1${path}`, headers, body });
  try {
    return schema ? schema.parse(json) : (undefined as output); // no schema, no answer
  } catch {
    throw new CosignerMisbehavedError("a body of unknown form");
  }
}

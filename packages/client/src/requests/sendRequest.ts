import type { ClientContext } from "../context.ts";
import { type ExchangeParameters, exchange, parseJson } from "./exchange.ts";

export type SendRequestParameters = ExchangeParameters;

/**
 * One HTTP request to the co-signer that is answered in JSON.
 * @returns The JSON body as sent, unchecked; undefined for 204.
 * @throws TandemApiError for a problem (RFC 9457), ServiceUnreachableError when there is no co-signer behind the address.
 */
export async function sendRequest(
  context: ClientContext,
  parameters: SendRequestParameters,
): Promise<{ json: unknown }> {
  return { json: parseJson(await exchange(context, parameters)) };
}

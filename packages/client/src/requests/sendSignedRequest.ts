import { bytesToBase64url, signRequest, TandemApiError, verifyServerTime } from "@tandem/protocol";
import { copyBytes } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError } from "../errors.ts";
import type { RequestKey } from "./createRequestKey.ts";
import { getConfig, reloadConfig } from "./getConfig.ts";
import { sendRequest } from "./sendRequest.ts";
import { getServerTimeMs, setServerTimeMs } from "./settings.ts";
import { verifyServerKey } from "./verifyServerKey.ts";

export type SendSignedRequestParameters<output> = {
  readonly key: RequestKey;
  readonly method: "GET" | "POST" | "PUT";
  /** Below `/v1`, or an absolute URL. */
  readonly path: string;
  /** Sent as JSON. Must hold no secret. */
  readonly body?: unknown;
  /** Schema of the answer. */
  readonly schema: { readonly parse: (json: unknown) => output };
};

/**
 * Signs a request with the device's key (RFC 9421), sends it and parses the answer. A clock that is off is corrected
 * by the server's signed time, a repeated nonce is replaced, each once.
 *
 * @throws TandemApiError, ServiceUnreachableError, CosignerMisbehavedError, ServerIdentityChangedError
 */
export async function sendSignedRequest<output>(
  context: ClientContext,
  parameters: SendSignedRequestParameters<output>,
): Promise<output> {
  const json = await sendRepairing(context, parameters);
  try {
    return parameters.schema.parse(json);
  } catch {
    throw new CosignerMisbehavedError("a body of unknown form");
  }
}

/** For `schema` where the answer has no body. */
export const noBody = { parse: (): undefined => undefined };

type Unparsed = Omit<SendSignedRequestParameters<unknown>, "schema">;

async function sendRepairing(context: ClientContext, parameters: Unparsed): Promise<unknown> {
  const repaired = new Set<string>();
  for (;;) {
    const nonce = context.randomBytes(16);
    try {
      return await sendOnce(context, parameters, nonce);
    } catch (error) {
      if (!(error instanceof TandemApiError) || repaired.has(error.code)) throw error;
      if (error.code === "clock_skew") await correctClock(context, error, nonce);
      // The browser or a proxy sent it twice and the first answer is lost. Commitments are never repeated so:
      // `cosign` draws new ones, see isRepeatable.
      else if (error.code !== "nonce_reused" || !isRepeatable(parameters)) throw error;
      repaired.add(error.code);
    }
  }
}

async function sendOnce(context: ClientContext, parameters: Unparsed, nonce: Uint8Array): Promise<unknown> {
  const { key, method, path, body: value } = parameters;
  const url = /^https?:/.test(path) ? path : `${context.baseUrl}/v1${path}`;
  const body = value === undefined ? undefined : new TextEncoder().encode(JSON.stringify(value));
  const headers = await signRequest({
    method,
    url,
    ...(body && { body }),
    keyId: key.keyId,
    sign: async (bytes) => {
      const algorithm = { name: "ECDSA", hash: "SHA-256" };
      return new Uint8Array(await crypto.subtle.sign(algorithm, key.requestKey, copyBytes(bytes)));
    },
    nowSeconds: Math.floor((await getServerTimeMs(context)) / 1000),
    nonce,
  });
  return (await sendRequest(context, { method, url, headers: { ...headers }, body })).json;
}

async function correctClock(context: ClientContext, error: TandemApiError, nonce: Uint8Array): Promise<void> {
  const { time } = error.problem;
  if (!time) throw error;
  // The second time with keys read anew: the co-signer may have changed its key since this page last asked.
  for (const config of [getConfig, reloadConfig]) {
    const { keys, identity } = await config(context);
    for (const document of keys) {
      if (document.purpose !== "time") continue;
      try {
        // Judged by the time it signs: this device's clock is the one in doubt.
        const timeKey = verifyServerKey({ document, identity, purpose: "time", nowMs: time.nowMs });
        const nowMs = verifyServerTime({ time, requestNonce: bytesToBase64url(nonce), timeKey });
        return await setServerTimeMs(context, nowMs);
      } catch {
        // Another time key may have signed it.
      }
    }
  }
  throw new CosignerMisbehavedError("a time that it did not sign", { cause: error });
}

function isRepeatable({ path }: Unparsed): boolean {
  return !path.endsWith("/signatures") && !path.endsWith("/self-test");
}

import { Problem, TandemApiError } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError, ServiceUnreachableError } from "../errors.ts";

const timeoutMs = 30_000;

export type ExchangeParameters = {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | undefined;
};

/**
 * One HTTP request to the co-signer without cookies.
 * @returns the body of a success, unchecked.
 * @throws TandemApiError for a problem (RFC 9457), ServiceUnreachableError when there is no co-signer behind the address.
 */
export async function exchange(
  context: ClientContext,
  parameters: ExchangeParameters,
): Promise<Uint8Array<ArrayBuffer>> {
  const { method, url, headers, body } = parameters;
  let response: Response;
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    response = await context.fetch(url, {
      method,
      headers,
      ...(body && { body }),
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(timeoutMs),
    });
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new ServiceUnreachableError({ service: "cosigner", ...(cause instanceof Error && { cause }) });
  }
  if (response.ok) return bytes;
  const problem = Problem.safeParse(parseJson(bytes));
  // Said by the co-signer of its chain, or by a proxy of the co-signer: either way it is worth trying again.
  if (problem.success && problem.data.code === "upstream_unavailable") {
    throw new ServiceUnreachableError({ service: "cosigner", detail: problem.data.detail });
  }
  if (problem.success) {
    const retryAfterSeconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    throw new TandemApiError(problem.data, Number.isFinite(retryAfterSeconds) ? { retryAfterSeconds } : {});
  }
  if (response.status >= 500) throw new ServiceUnreachableError({ service: "cosigner" });
  throw new CosignerMisbehavedError(`status ${response.status} without a reason`);
}

/** Undefined where it is not JSON. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

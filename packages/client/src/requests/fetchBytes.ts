import type { ClientContext } from "../context.ts";
import { exchange } from "./exchange.ts";

/** Reads something public of the co-signer: `path` below `/v1`. */
export function fetchBytes(context: ClientContext, path: string): Promise<Uint8Array<ArrayBuffer>> {
  return exchange(context, { method: "GET", url: `${context.baseUrl}/v1${path}`, headers: {} });
}

import { maxBodyBytes } from "@tandem/protocol";
import { ServiceError } from "../errors.ts";

const empty = new Uint8Array(0);

/**
 * The whole body, at most 64 kB unless the route takes more, before anything looks into it. A declared length over the bound is refused unread, an
 * undeclared one is cut off at the bound.
 *
 * @throws ServiceError `request_malformed`
 */
export async function readBody(request: Request, maxBytes = maxBodyBytes): Promise<Uint8Array> {
  const declared = request.headers.get("content-length");
  if (declared !== null) {
    if (!/^[0-9]{1,9}$/.test(declared) || Number(declared) > maxBytes) throw tooLarge(maxBytes);
    return declared === "0" ? empty : new Uint8Array(await request.arrayBuffer());
  }
  if (!request.headers.has("transfer-encoding") || !request.body) return empty;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): ServiceError {
  return new ServiceError("request_malformed", `The body is larger than ${maxBytes} bytes.`);
}

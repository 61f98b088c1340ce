import { ServiceError } from "../errors.ts";

/** No message of the API is nested this deep. */
const maxDepth = 24;

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Parses a JSON body, refusing deep nesting before the parser builds it.
 *
 * @throws ServiceError `request_malformed`
 */
export function parseJson(body: Uint8Array): unknown {
  assertDepth(body);
  try {
    return JSON.parse(decoder.decode(body));
  } catch {
    throw new ServiceError("request_malformed", "The body is not JSON in UTF-8.");
  }
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d];

/** Counts brackets outside strings; one pass over the bytes. */
function assertDepth(body: Uint8Array): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < body.length; index++) {
    const byte = body[index];
    if (inString) {
      if (byte === backslash) index++;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === openBrace || byte === openBracket) {
      if (++depth > maxDepth) throw new ServiceError("request_malformed", "The body is nested too deep.");
    } else if (byte === closeBrace || byte === closeBracket) depth--;
  }
}

import type { Context } from "../context.ts";
import type { SignedRequest } from "./authenticate.ts";

/** What a route needs of a schema. The schemas come from the protocol package. */
export type Schema<value> = { parse(input: unknown): value };

export type Call<body> = {
  /** Path parameters, still text from the network. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: body;
  /** Of a signed route. */
  readonly signed: SignedRequest;
  /** Network of the client; undefined on loopback. */
  readonly network: string | undefined;
  readonly requestId: string;
};

export type Route<body = unknown> = {
  readonly method: "get" | "post" | "put";
  /** Under /v1, parameters in braces; `{name+}` takes the rest of the path. */
  readonly path: string;
  readonly summary: string;
  /** RFC 9421 signature by a request key. */
  readonly isSigned: boolean;
  /** The handler takes the nonce in its own transaction; else it is taken before the handler runs. */
  readonly takesNonce?: boolean;
  /** JSON-RPC: errors stand in `error.data`. */
  readonly isJsonRpc?: boolean;
  /** Where it is not the usual 64 kB. */
  readonly maxBodyBytes?: number;
  readonly request?: Schema<body>;
  /** The handler gives a Response of this type instead of JSON. */
  readonly produces?: string;
  /** Absent: 204. */
  readonly response?: Schema<unknown>;
  readonly handle: (context: Context, call: Call<body>) => Promise<unknown>;
};

/** Keeps the body's type between schema and handler, then forgets it, so that routes fit one list. */
export function defineRoute<body>(route: Route<body>): Route {
  return route as Route; // `request` has parsed what `handle` gets
}

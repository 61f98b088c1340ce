import { Agent, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import { sendProblem } from "./sendProblem.ts";

export type Upstream = {
  readonly name: string;
  readonly port: number;
  /** The path asked for there; the client's own where it is not given. */
  readonly path?: string;
};

const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const mostBodyBytes = 1_048_576;
const upstreamTimeoutMs = 60_000;

/** RFC 9110 section 7.6.1: these belong to one connection. The others claim an origin that only a proxy may state. */
const droppedFromRequest =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|forwarded|x-forwarded-.*|x-real-ip)$/;
/** Everything is on one origin: a part that would let other origins in (Anvil and the bundler do) is not heard. */
const droppedFromAnswer = /^(connection|keep-alive|proxy-.*|transfer-encoding|upgrade|access-control-.*)$/;

/** Hands a request to a part, and its answer back as it comes. Host stays what the browser asked for. */
export function forward(incoming: IncomingMessage, outgoing: ServerResponse, target: Upstream): void {
  const { name, port, path } = target;
  if (Number(incoming.headers["content-length"] ?? 0) > mostBodyBytes) {
    refuseLarge(incoming, outgoing);
    return;
  }
  const upstream = request({
    agent,
    host: "127.0.0.1",
    port,
    method: incoming.method,
    path: path ?? incoming.url,
    headers: keepHeaders(incoming.headers, droppedFromRequest),
    setHost: false,
    timeout: upstreamTimeoutMs,
  });
  upstream.on("response", (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, keepHeaders(answer.headers, droppedFromAnswer));
    answer.pipe(outgoing);
    answer.on("error", () => outgoing.destroy());
  });
  upstream.on("timeout", () => upstream.destroy(new Error("timeout")));
  upstream.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (outgoing.headersSent) outgoing.destroy();
    // The part closed an idle connection at the moment it was used again.
    else if (upstream.reusedSocket && code === "ECONNRESET" && isRepeatable(incoming))
      forward(incoming, outgoing, target);
    else sendProblem(outgoing, "upstream_unavailable", `The ${name} does not answer.`);
  });
  outgoing.on("close", () => upstream.destroy());
  let bytes = 0;
  incoming.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= mostBodyBytes) return;
    upstream.destroy();
    refuseLarge(incoming, outgoing);
  });
  incoming.pipe(upstream);
}

function isRepeatable({ method, headers }: IncomingMessage): boolean {
  const hasBody = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
  return (method === "GET" || method === "HEAD") && !hasBody;
}

function refuseLarge(incoming: IncomingMessage, outgoing: ServerResponse): void {
  incoming.unpipe();
  if (!outgoing.headersSent) {
    outgoing.setHeader("connection", "close");
    sendProblem(outgoing, "request_malformed", `A request body may have ${mostBodyBytes} bytes at most.`, "Send less.");
  }
}

function keepHeaders(headers: IncomingHttpHeaders, dropped: RegExp): IncomingHttpHeaders {
  const named = String(headers.connection ?? "")
    .toLowerCase()
    .split(/\s*,\s*/);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.test(name) && !named.includes(name)));
}

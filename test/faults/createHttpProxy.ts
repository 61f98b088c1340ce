import { connect, createServer, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

export const httpFaults = [
  "delayed request",
  "duplicated request",
  "reordered request",
  "half-closed request",
  "truncated request",
  "truncated answer",
  "lost answer",
] as const;
export type HttpFault = (typeof httpFaults)[number];

/** Everything a co-signer answered, also what never reached the client. */
export type Exchange = { readonly request: Buffer; readonly status: number; readonly body: string };

export type HttpProxy = { readonly port: number; stop(): Promise<void> };

type CreateHttpProxyParameters = {
  /** Port of the co-signer for the next connection. */
  readonly target: () => number;
  readonly draw: () => HttpFault | undefined;
  readonly onExchange: (exchange: Exchange) => void;
};

/** A TCP proxy before the co-signers. One request a connection; it knows where a request ends, and no more of HTTP. */
export async function createHttpProxy(parameters: CreateHttpProxyParameters): Promise<HttpProxy> {
  const held: (() => void)[] = [];
  const clients = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    clients.add(client);
    client.on("close", () => clients.delete(client));
    client.on("error", () => client.destroy());
    readRequest(client)
      .then((request) => handle(parameters, held, client, request))
      .catch(() => client.destroy());
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  return {
    port,
    stop() {
      // A connection that a fault left half open would keep the server for ever.
      for (const client of clients) client.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function handle(
  { target, draw, onExchange }: CreateHttpProxyParameters,
  held: (() => void)[],
  client: Socket,
  request: Buffer,
): Promise<void> {
  const fault = draw();
  const ask = async (ending: "open" | "half-closed" = "open") => {
    const answer = await forward(target(), request, ending);
    const exchange = parseAnswer(request, answer);
    if (exchange) onExchange(exchange);
    return answer;
  };
  // Whoever waits for a later request to go first has seen one now.
  for (const release of held.splice(0)) release();
  switch (fault) {
    case "delayed request":
      await wait(50 + Math.random() * 350);
      break;
    case "reordered request":
      await Promise.race([new Promise<void>((resolve) => held.push(resolve)), wait(300)]);
      await wait(5);
      break;
    case "duplicated request": {
      const [first] = await Promise.all([ask(), ask().catch(() => undefined)]);
      client.end(first);
      return;
    }
    case "half-closed request":
      client.end(await ask("half-closed"));
      return;
    case "truncated request":
      await forward(target(), request.subarray(0, Math.ceil(request.length / 2)), "half-closed").catch(() => {});
      client.destroy();
      return;
    case "truncated answer": {
      const answer = await ask();
      client.write(answer.subarray(0, Math.floor(answer.length / 2)), () => client.destroy());
      return;
    }
    case "lost answer":
      await ask();
      client.destroy();
      return;
    default:
  }
  client.end(await ask());
}

/** Headers, then as many bytes as they announce. */
function readRequest(client: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    client.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = bytes.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(bytes.subarray(0, end).toString("latin1"))?.[1] ?? 0);
      if (bytes.length >= end + 4 + length) resolve(bytes);
    });
    client.on("close", () => reject(new Error("closed")));
  });
}

const answerTimeoutMs = 20_000;

function forward(port: number, bytes: Buffer, ending: "open" | "half-closed"): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const upstream = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    const chunks: Buffer[] = [];
    upstream.setTimeout(answerTimeoutMs, () => upstream.destroy(new Error("no answer")));
    upstream.on("error", reject);
    upstream.on("data", (chunk: Buffer) => chunks.push(chunk));
    upstream.on("end", () => {
      upstream.end();
      if (chunks.length > 0) resolve(Buffer.concat(chunks));
      else reject(new Error("no answer"));
    });
    upstream.on("close", () => reject(new Error("closed")));
    if (ending === "half-closed") upstream.end(bytes);
    else upstream.write(bytes);
  });
}

function parseAnswer(request: Buffer, answer: Buffer): Exchange | undefined {
  const end = answer.indexOf("\r\n\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer.toString("latin1", 0, 16))?.[1]);
  if (end < 0 || !status) return undefined;
  const head = answer.toString("latin1", 0, end);
  const body = answer.subarray(end + 4);
  return { request, status, body: /transfer-encoding: chunked/i.test(head) ? unchunk(body) : body.toString("utf8") };
}

function unchunk(bytes: Buffer): string {
  const parts: Buffer[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const line = bytes.indexOf("\r\n", offset);
    if (line < 0) break;
    const length = Number.parseInt(bytes.toString("latin1", offset, line), 16);
    if (!length) break;
    parts.push(bytes.subarray(line + 2, line + 2 + length));
    offset = line + 2 + length + 2;
  }
  return Buffer.concat(parts).toString("utf8");
}

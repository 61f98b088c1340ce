import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { isAddress } from "viem";
import { z } from "zod";
import type { Network } from "../chain/placeNetworks.ts";
import { createLog } from "../process/createLog.ts";
import type { Part, Ports } from "../types.ts";
import type { Faucet } from "./createFaucet.ts";
import { forward, type Upstream } from "./forward.ts";
import { sendProblem } from "./sendProblem.ts";

export type StartFrontParameters = {
  readonly ports: Ports;
  readonly networks: readonly Pick<Network, "chainId" | "ports">[];
  readonly faucet: Faucet;
  readonly logsDirectory: string;
  /** Called for every request that uses a chain. */
  readonly onUse: () => void;
};

const faucetRequest = z.strictObject({ address: z.string().refine((text) => isAddress(text), "an address") });
const mostFaucetBytes = 1_024;

/**
 * The one origin the browser sees: `/v1` is the co-signer, `/rpc/<chain>` the chain, `/bundler/<chain>` the bundler,
 * `/faucet` gives test money, everything else is the wallet. Loopback only.
 */
export async function startFront(parameters: StartFrontParameters): Promise<Part> {
  const { ports, logsDirectory } = parameters;
  const log = createLog(join(logsDirectory, "front.log"));
  let servers = await listen(parameters, log.note);
  log.note(`listening on port ${ports.front}`);

  async function stop(): Promise<void> {
    await Promise.all(servers.map(closeServer));
    servers = [];
  }
  return {
    name: "front",
    pid: process.pid,
    port: ports.front,
    logFile: log.file,
    stop,
    kill: stop,
    async restart() {
      await stop();
      servers = await listen(parameters, log.note);
    },
    waitForOutput: log.waitFor,
  };
}

/** On 127.0.0.1 and, where there is IPv6, on ::1, because `localhost` may mean either. */
async function listen(parameters: StartFrontParameters, note: (text: string) => void): Promise<Server[]> {
  const handle = createHandler(parameters, note);
  const open = (host: string) =>
    new Promise<Server>((resolve, reject) => {
      const server = createServer(
        { headersTimeout: 10_000, requestTimeout: 60_000, maxHeaderSize: 32_768, keepAliveTimeout: 5_000 },
        handle,
      );
      server.maxConnections = 1_024;
      server.once("error", reject).listen({ port: parameters.ports.front, host }, () => resolve(server));
    });
  const servers = [await open("127.0.0.1")];
  try {
    servers.push(await open("::1"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EADDRNOTAVAIL" && code !== "EAFNOSUPPORT") {
      await Promise.all(servers.map(closeServer));
      throw error;
    }
  }
  return servers;
}

function createHandler({ ports, networks, faucet, onUse }: StartFrontParameters, note: (text: string) => void) {
  const rpcs: ReadonlyMap<string, Upstream> = new Map(
    networks.flatMap(({ chainId, ports: { chain, bundler } }) => [
      [`/rpc/${chainId}`, { name: "chain", port: chain, path: "/" }],
      [`/bundler/${chainId}`, { name: "bundler", port: bundler, path: "/" }],
    ]),
  );
  const cosigner: Upstream = { name: "co-signer", port: ports.cosigner };
  const app: Upstream = { name: "wallet", port: ports.app };

  function forwardRpc(request: IncomingMessage, response: ServerResponse, upstream: Upstream): void {
    if (isOwnPost(request)) {
      onUse();
      forward(request, response, upstream);
    } else refusePost(response);
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    response.on("error", () => {}); // The browser went away.
    const [path = "/"] = (request.url ?? "/").split("?");
    const rpc = rpcs.get(path);
    if (!isLocalHost(request.headers.host))
      sendProblem(
        response,
        "request_malformed",
        "This server answers for localhost only.",
        "Open it by its localhost address.",
      );
    else if (rpc) forwardRpc(request, response, rpc);
    else if (path === "/faucet") void giveMoney(request, response, faucet, note);
    else if (path === "/v1" || path.startsWith("/v1/")) {
      onUse();
      forward(request, response, cosigner);
    } else forward(request, response, app);
  };
}

async function giveMoney(
  request: IncomingMessage,
  response: ServerResponse,
  faucet: Faucet,
  note: (text: string) => void,
): Promise<void> {
  if (!isOwnPost(request)) {
    refusePost(response);
    return;
  }
  const parsed = faucetRequest.safeParse(await readJson(request));
  if (!parsed.success) {
    sendProblem(
      response,
      "request_malformed",
      'The body must be {"address":"0x…"} with a valid address.',
      "Check the address.",
    );
    return;
  }
  try {
    const receipt = await faucet({ address: parsed.data.address as `0x${string}` }); // Checked by the schema.
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(receipt));
  } catch (error) {
    note(`faucet: ${(error as Error).message}`);
    sendProblem(response, "upstream_unavailable", "The faucet could not send: the chain does not answer.");
  }
}

/** @returns undefined when it is too long, no JSON, or not sent to its end */
async function readJson(request: IncomingMessage): Promise<unknown> {
  try {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) {
      text += chunk;
      if (text.length > mostFaucetBytes) return undefined;
    }
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A name that only resolves to this machine. Others may be a rebinding attack by a page from elsewhere. */
function isLocalHost(host: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host ?? "");
}

/** Browsers say where a request comes from; programs say nothing. */
function isOwnPost({ method, headers }: IncomingMessage): boolean {
  const site = headers["sec-fetch-site"];
  return method === "POST" && (site === undefined || site === "same-origin" || site === "none");
}

function refusePost(response: ServerResponse): void {
  sendProblem(response, "request_malformed", "Only POST from the wallet's own pages or from programs.", "Use POST.");
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findFreePorts } from "../ports.ts";
import type { Part, Ports } from "../types.ts";
import { startFront } from "./startFront.ts";

/** What the parts behind the front server got, as they got it. */
type Received = { part: string; method: string; path: string; headers: IncomingMessage["headers"]; body: string };

let ports: Ports;
let front: Part;
let uses = 0;
const received: Received[] = [];
const servers: Server[] = [];
const used = new WeakSet<object>();
const logsDirectory = mkdtempSync(join(tmpdir(), "tandem-front-"));

beforeAll(async () => {
  ports = await findFreePorts();
  for (const part of ["chain", "bundler", "cosigner"] as const) {
    const server = createServer(async (incoming, outgoing) => {
      // As a part that takes a connection for idle and closes it while the next request comes in.
      if (incoming.url === "/v1/stale" && used.has(incoming.socket)) return void incoming.socket.destroy();
      used.add(incoming.socket);
      let body = "";
      try {
        for await (const chunk of incoming) body += chunk;
      } catch {
        return; // The front server broke off.
      }
      received.push({ part, method: incoming.method!, path: incoming.url!, headers: incoming.headers, body });
      outgoing.setHeader("access-control-allow-origin", "*").end(part);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(ports[part], "127.0.0.1", resolve));
  }
  front = await startFront({
    ports,
    networks: [{ chainId: 31337, ports }],
    logsDirectory,
    faucet: async ({ address }) => ({ transactionHashes: [address] }),
    onUse: () => uses++,
  });
});

afterAll(async () => {
  await front.stop();
  for (const server of servers) server.close();
  rmSync(logsDirectory, { recursive: true });
});

type Answer = { status: number; body: string; headers: IncomingMessage["headers"] };

/** node:http, because fetch does not let a test choose Host and hop-by-hop headers. */
function ask(method: string, path: string, headers: Record<string, string> = {}, body = ""): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port: ports.front, method, path, headers }, async (incoming) => {
      let text = "";
      for await (const chunk of incoming) text += chunk;
      resolve({ status: incoming.statusCode!, body: text, headers: incoming.headers });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

describe("startFront", () => {
  test.each([
    ["/v1/config?x=1", "cosigner", "/v1/config?x=1"],
    ["/rpc/31337", "chain", "/"],
    ["/bundler/31337", "bundler", "/"],
  ])("behavior: %s goes to the %s, with Host and body as they were", async (path, part, upstreamPath) => {
    const before = uses;
    const { body } = await ask("POST", path, { host: "localhost:3000" }, '{"a":1}');
    expect(body).toBe(part);
    expect(received.at(-1)).toMatchObject({ part, path: upstreamPath, body: '{"a":1}' });
    expect(received.at(-1)?.headers.host).toBe("localhost:3000");
    expect(uses).toBe(before + 1);
  });

  test("behavior: an idle connection that a part has just closed costs a page nothing; what may have been read is not repeated", async () => {
    await ask("GET", "/v1/config");
    expect(await ask("GET", "/v1/stale")).toMatchObject({ status: 200, body: "cosigner" });
    expect((await ask("POST", "/v1/stale", { "content-length": "2" }, "{}")).status).toBe(503);
  });

  test("behavior: headers that claim another origin do not reach a part", async () => {
    const forged = {
      "x-forwarded-for": "1.2.3.4",
      "x-forwarded-host": "evil",
      forwarded: "for=1.2.3.4",
      "x-real-ip": "1.2.3.4",
    };
    await ask("GET", "/v1/config", { ...forged, "x-kept": "1", connection: "close, x-hop", "x-hop": "1" });
    const { headers } = received.at(-1)!;
    expect(headers["x-kept"]).toBe("1");
    for (const name of [...Object.keys(forged), "x-hop"]) expect(headers[name], name).toBeUndefined();
  });

  test("behavior: no part can let another origin in", async () => {
    const { headers } = await ask("POST", "/rpc/31337");
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });

  test("error: a page of another origin reaches neither chain, bundler nor faucet", async () => {
    for (const path of ["/rpc/31337", "/bundler/31337", "/faucet"]) {
      const before = received.length;
      expect((await ask("POST", path, { "sec-fetch-site": "cross-site" })).status).toBe(400);
      expect((await ask("GET", path)).status).toBe(400);
      expect(received.length).toBe(before);
    }
  });

  test("error: a name that is not this machine's is refused", async () => {
    for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:3000"])
      expect((await ask("GET", "/v1/config", { host })).status).toBe(400);
  });

  test("error: a part that does not answer is named", async () => {
    const { status, body } = await ask("GET", "/");
    expect(status).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ code: "upstream_unavailable", detail: "The wallet does not answer." });
  });

  test("error: a body above the limit is refused, whether or not its length is stated", async () => {
    const large = "x".repeat(1_100_000);
    expect((await ask("POST", "/v1/x", { "content-length": String(large.length) }, large)).status).toBe(400);
    const chunked = await ask("POST", "/v1/x", { "transfer-encoding": "chunked" }, large).catch(() => undefined);
    // Refused while it is sent: some get the answer, some only the closed connection.
    expect(chunked?.status ?? 400).toBe(400);
    expect(received.at(-1)?.body.length ?? 0).toBeLessThan(large.length);
  });

  test("behavior: a request that is broken off harms nobody", async () => {
    for (const path of ["/faucet", "/v1/x"]) {
      const outgoing = request({ host: "127.0.0.1", port: ports.front, method: "POST", path });
      outgoing.on("error", () => {});
      outgoing.write('{"address"');
      await new Promise((resolve) => setTimeout(resolve, 50));
      outgoing.destroy();
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await ask("GET", "/v1/config")).status).toBe(200);
  });

  test("behavior: the faucet takes an address and nothing else", async () => {
    const address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    const paid = await ask("POST", "/faucet", {}, JSON.stringify({ address }));
    expect(JSON.parse(paid.body)).toEqual({ transactionHashes: [address] });
    for (const body of ["", "{}", '{"address":"0x12"}', JSON.stringify({ address, amount: 1 }), "x".repeat(5_000)])
      expect((await ask("POST", "/faucet", {}, body)).status, body.slice(0, 40)).toBe(400);
  });
});

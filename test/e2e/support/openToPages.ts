import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An endpoint that any web page may ask, as public bundlers are, in front of one that only its own site may. */
export async function openToPages(url: string): Promise<{ readonly url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "content-type");
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk);
    const headers = { "content-type": "application/json" };
    const answer = await fetch(url, { method: "POST", headers, body: Buffer.concat(body) });
    response.writeHead(answer.status, headers).end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen({ port: 0, host: "127.0.0.1" }, resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

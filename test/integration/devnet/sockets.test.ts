import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Stack } from "../../../packages/devnet/src/index.ts";
import { listListeningSockets } from "../../support/listSockets.ts";
import { startTestStack } from "../../support/startTestStack.ts";

const loopback = ["127.0.0.1", "0000:0000:0000:0000:0000:0000:0000:0001"];

describe("startStack", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startTestStack();
  });
  afterAll(() => stack?.stop());

  test("behavior: every part listens on loopback only, and on its own port", () => {
    for (const { name, pid, port } of Object.values(stack.parts)) {
      const sockets = listListeningSockets(pid);
      expect(
        sockets.map((socket) => socket.port),
        name,
      ).toContain(port);
      for (const socket of sockets) expect(loopback, `${name} port ${socket.port}`).toContain(socket.address);
    }
  });

  test("behavior: one origin leads to every part, and the faucet pays", async () => {
    const { front } = stack.urls;
    const rpc = async (path: string, method: string) => {
      const response = await fetch(`${front}${path}`, {
        method: "POST",
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] }),
        headers: { "content-type": "application/json" },
      });
      return ((await response.json()) as { result: unknown }).result;
    };
    expect(await rpc("/rpc/31337", "eth_chainId")).toBe("0x7a69");
    expect(await rpc("/bundler/31337", "eth_supportedEntryPoints")).toEqual([stack.chains[0]?.entryPoint]);
    const config = (await (await fetch(`${front}/v1/config`)).json()) as { origins: string[]; chains: unknown[] };
    expect(config.origins).toEqual([front]);
    expect(config.chains).toHaveLength(1);
    const page = await fetch(front);
    expect(page.headers.get("content-type")).toMatch(/text\/html/);
    expect(page.headers.get("content-security-policy")).toMatch(/nonce-/);
  });
});

describe("listListeningSockets", () => {
  test("behavior: finds a socket on every interface, also of a child of a child", async () => {
    const listen = 'require("net").createServer().listen(0, "0.0.0.0", () => console.log("up"))';
    const script = `require("child_process").spawn(process.execPath, ["-e", process.argv[1]], { stdio: "inherit" })`;
    const child = spawn(process.execPath, ["-e", script, listen], {
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    const sockets = listListeningSockets(child.pid!);
    process.kill(-child.pid!, "SIGKILL");
    expect(sockets.map(({ address }) => address)).toEqual(["0.0.0.0"]);
  });
});

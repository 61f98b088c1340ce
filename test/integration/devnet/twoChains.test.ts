import { type Address, numberToHex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createChainClient, type Stack } from "../../../packages/devnet/src/index.ts";
import { startTestStack } from "../../support/startTestStack.ts";

const someone: Address = "0x1111111111111111111111111111111111111111";
let stack: Stack;
let isStopped = false;

beforeAll(async () => {
  stack = await startTestStack({ otherChains: [31338], without: ["app"] });
}, 180_000);
afterAll(() => (isStopped ? undefined : stack?.stop()));

test("param otherChains: both chains are served, with the same contracts, and each keeps its own state", async () => {
  const { front } = stack.urls;
  const ask = async (path: string, method: string) => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] });
    const response = await fetch(`${front}${path}`, {
      ...{ method: "POST", headers: { "content-type": "application/json" }, body },
    });
    return ((await response.json()) as { result: unknown }).result;
  };
  for (const { chainId, entryPoint } of stack.chains) {
    expect(await ask(`/rpc/${chainId}`, "eth_chainId")).toBe(numberToHex(chainId));
    expect(await ask(`/bundler/${chainId}`, "eth_chainId")).toBe(numberToHex(chainId));
    expect(await ask(`/bundler/${chainId}`, "eth_supportedEntryPoints")).toEqual([entryPoint]);
  }

  const config = (await (await fetch(`${front}/v1/config`)).json()) as { chains: Stack["chains"] };
  const [main, other] = config.chains;
  expect(config.chains.map(({ chainId }) => chainId)).toEqual([31337, 31338]);
  const places = ["entryPoint", "core", "features", "factory", "sponsorPaymaster", "tokenPaymaster", "tokens"] as const;
  for (const name of places) expect(other?.[name], name).toEqual(main?.[name]);
  const clients = stack.chains.map(({ rpc, chainId }) => createChainClient(rpc, chainId));
  const [code, otherCode] = await Promise.all(clients.map((client) => client.getCode({ address: main!.factory })));
  expect(code).toMatch(/^0x[0-9a-f]+/);
  expect(otherCode).toBe(code);

  await clients[1]!.setBalance({ address: someone, value: 7n });
  await stack.networks[1]!.chain.restart();
  const balances = await Promise.all(clients.map((client) => client.getBalance({ address: someone })));
  expect(balances).toEqual([0n, 7n]);

  await stack.stop();
  isStopped = true;
  for (const { chain, bundler } of stack.networks)
    for (const { pid } of [chain, bundler]) expect(() => process.kill(pid, 0)).toThrow();
});

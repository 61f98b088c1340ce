import type { Config } from "@tandem/protocol";
import { encodeAbiParameters, encodeFunctionResult, type Hex, parseAbi } from "viem";
import { describe, expect, test } from "vitest";
import { createTestContext } from "../../testing/createTestContext.ts";
import { resolveName } from "./resolveName.ts";

const abi = parseAbi([
  "function resolveWithGateways(bytes name, bytes data, string[] gateways) view returns (bytes result, address resolver)",
]);
const address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

/** A wallet with one network, whose resolver gives this address for every name. */
function createContext(chainId: number, answer: Hex) {
  const calls: string[] = [];
  const context = createTestContext({
    fetch: async (_input, init) => {
      const { id, params } = JSON.parse(String(init?.body)) as { id: number; params: [{ data: Hex }] };
      calls.push(params[0].data);
      const result = encodeFunctionResult({
        abi,
        result: [encodeAbiParameters([{ type: "address" }], [answer]), address],
      });
      return new Response(JSON.stringify({ jsonrpc: "2.0", id, result }), {
        headers: { "content-type": "application/json" },
      });
    },
  });
  const chain = { chainId, name: "Ethereum", rpcUrl: "/rpc/1" };
  // Only the part of the configuration that is read here.
  context.memory.config = { value: Promise.resolve({ chains: [chain] } as unknown as Config), expiresAt: Infinity };
  return { context, calls };
}

describe("resolveName", () => {
  test("behavior: a name is normalised and gives its address with checksum, and the network that said so", async () => {
    const { context, calls } = createContext(1, address);
    const resolved = await resolveName(context, { name: " Alice.ETH " });
    expect(resolved).toEqual({ name: "alice.eth", address, chainName: "Ethereum" });
    expect(calls).toHaveLength(1);
  });

  test("error: a name without an address", async () => {
    const { context } = createContext(1, `0x${"00".repeat(20)}`);
    await expect(resolveName(context, { name: "nobody.eth" })).rejects.toMatchObject({ reason: "not-found" });
  });

  test("error: no network of the wallet knows names, and nobody is asked", async () => {
    const { context, calls } = createContext(31337, address);
    await expect(resolveName(context, { name: "alice.eth" })).rejects.toMatchObject({ reason: "unavailable" });
    expect(calls).toEqual([]);
  });

  test.each(["alice", "al ice.eth", "a_lice..eth", "\u202ealice.eth"])("error: %j is no name", async (name) => {
    const { context } = createContext(1, address);
    await expect(resolveName(context, { name })).rejects.toMatchObject({ reason: "malformed" });
  });
});

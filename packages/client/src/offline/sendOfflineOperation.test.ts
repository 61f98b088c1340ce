import { createClient, defineChain, http } from "viem";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ConnectedChain } from "./connectChain.ts";
import { waitForOfflineOperation } from "./sendOfflineOperation.ts";
import type { SignedOperation } from "./signOfflineOperation.ts";

const nativeCurrency = { name: "Ether", symbol: "ETH", decimals: 18 };
const rpcUrl = "http://localhost:1";
const chain = defineChain({ id: 1, name: "Local", nativeCurrency, rpcUrls: { default: { http: [rpcUrl] } } });

const operation: SignedOperation = {
  sender: `0x${"11".repeat(20)}`,
  nonce: "0x0",
  callData: "0x",
  callGasLimit: "0x1",
  verificationGasLimit: "0x1",
  preVerificationGas: "0x1",
  maxFeePerGas: "0x1",
  maxPriorityFeePerGas: "0x1",
  signature: "0x",
};

/** A node whose blocks are as old as asked, and that fails where the list says so. */
function createNode({ timestamp, fails }: { timestamp: number; fails: (request: number) => boolean }): ConnectedChain {
  let requests = 0;
  const answer = (method: string) =>
    method === "eth_getLogs" ? [] : { number: "0x10", timestamp: `0x${timestamp.toString(16)}`, transactions: [] };
  const fetchFn = async (_: RequestInfo | URL, init?: RequestInit) => {
    requests += 1;
    if (fails(requests)) throw new TypeError("Failed to fetch");
    const { id, method } = JSON.parse(String(init?.body)) as { id: number; method: string }; // viem's own request
    return Response.json({ jsonrpc: "2.0", id, result: answer(method) });
  };
  const rpc = createClient({ chain, transport: http(rpcUrl, { fetchFn, retryCount: 0 }) }) as ConnectedChain["rpc"]; // any transport
  return { chainId: 1, rpc, bundler: undefined };
}

describe("waitForOfflineOperation", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const settle = async <T>(promise: Promise<T>) => {
    const outcome = promise.catch((error: unknown) => error);
    await vi.runAllTimersAsync();
    return outcome;
  };

  test("error: a node that does not answer is said, and not waited for without end", async () => {
    const node = createNode({ timestamp: 100, fails: () => true });
    const outcome = await settle(waitForOfflineOperation(node, { operation, validUntil: 50 }));
    expect(outcome).toMatchObject({ name: "ServiceUnreachableError" });
  });

  test("behavior: a few lost answers do no harm", async () => {
    const node = createNode({ timestamp: 100, fails: (request) => request <= 3 });
    const outcome = await settle(waitForOfflineOperation(node, { operation, validUntil: 50 }));
    expect(outcome).toEqual({ status: "expired" });
  });

  test("error: who leaves is not told of the network", async () => {
    const leaving = new AbortController();
    leaving.abort();
    const node = createNode({ timestamp: 0, fails: () => false });
    const waiting = waitForOfflineOperation(node, { operation, validUntil: 50, signal: leaving.signal });
    expect(await settle(waiting)).toMatchObject({ name: "AbortError" });
  });
});

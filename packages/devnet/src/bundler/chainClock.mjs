// Preloaded into the bundler of a test's stack: it judges how long an operation is valid by its own clock, and a test's
// chain travels in time. While the chain is far from this machine's clock, the bundler's clock is the chain's.
const rpcUrl = process.env.TANDEM_CHAIN_CLOCK ?? "";
const everyMs = 500;
const farMs = 60_000;
const { now } = Date;
let offsetMs = 0;

Date.now = () => now() + offsetMs;

async function follow() {
  const answer = await fetch(rpcUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_getBlockByNumber", params: ["latest", false] }),
  });
  const { result } = await answer.json();
  const aheadMs = Number(result.timestamp) * 1_000 - now();
  offsetMs = Math.abs(aheadMs) > farMs ? aheadMs : 0;
}

setInterval(() => follow().catch(() => undefined), everyMs).unref();

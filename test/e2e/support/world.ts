import type { Browser } from "playwright-core";
import { type Address, createPublicClient, erc20Abi, http } from "viem";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import { afterAll, afterEach, beforeAll } from "vitest";
import type { Stack, StartStackParameters } from "../../../packages/devnet/src/index.ts";
import { launchBrowser } from "../../support/browser.ts";
import { startTestStack } from "../../support/startTestStack.ts";
import { type OpenWalletParameters, openWallet, type Wallet } from "./openWallet.ts";

export type World = {
  readonly stack: Stack;
  readonly browser: Browser;
  /** Where the wallet is served. */
  readonly origin: string;
  /** A new person with a new browser profile; closed, and checked to have been quiet, after the test. */
  visit(parameters?: Omit<OpenWalletParameters, "browser" | "origin">): Promise<Wallet>;
  /** Read from the chain directly, not through the wallet. */
  balanceOf(owner: Address, token?: string): Promise<bigint>;
};

const startMs = 300_000;

/** One stack and one browser for all tests of a file. Read what is in it inside tests only. */
export function createWorld(parameters: Omit<StartStackParameters, "dataDirectory"> = {}): World {
  let stack: Stack;
  let browser: Browser;
  let wallets: Wallet[] = [];

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startTestStack(parameters), launchBrowser()]);
  }, startMs);
  afterEach(async ({ task }) => {
    const visited = wallets;
    wallets = [];
    if (task.result?.state === "fail") await photograph(visited, task.name);
    await Promise.all(visited.map((wallet) => wallet.close()));
    for (const wallet of visited) wallet.assertQuiet();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  return {
    get stack() {
      return stack;
    },
    get browser() {
      return browser;
    },
    get origin() {
      return stack.urls.front;
    },
    async visit(options = {}) {
      const wallet = await openWallet({ browser, origin: stack.urls.front, ...options });
      wallets.push(wallet);
      return wallet;
    },
    async balanceOf(owner, symbol) {
      const client = createPublicClient({ transport: http(stack.urls.rpc) });
      if (symbol === undefined) return client.getBalance({ address: owner });
      const token = stack.chains[0]?.tokens.find((entry) => entry.symbol === symbol);
      if (!token) throw new TypeError(`No token ${symbol} on this chain`);
      return client.readContract({ address: token.address, abi: erc20Abi, functionName: "balanceOf", args: [owner] });
    },
  };
}

/** With TANDEM_SHOTS: what was on each page when a test failed. */
async function photograph(wallets: readonly Wallet[], testName: string): Promise<void> {
  const folder = process.env.TANDEM_SHOTS;
  if (!folder) return;
  const name = testName.replaceAll(/[^a-z0-9]+/gi, "-").slice(0, 80);
  const pages = wallets.flatMap(({ context }) => context.pages());
  for (const [index, page] of pages.entries()) {
    await page.screenshot({ path: `${folder}/failed-${name}-${index}.png`, fullPage: true }).catch(() => undefined);
  }
}

/** Somebody to pay who has never been seen. */
export function newRecipient(): Address {
  return privateKeyToAddress(generatePrivateKey());
}

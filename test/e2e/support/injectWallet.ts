import type { BrowserContext, Page } from "playwright-core";
import { createWalletClient, type Hex, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";

export type InjectWalletParameters = {
  readonly privateKey: Hex;
  /** Where it sends transactions. */
  readonly rpcUrl: string;
  readonly name?: string;
};

/**
 * A wallet extension in a browser profile: it announces itself by EIP-6963, and its key stays outside of the page, as an
 * extension's does. Call before the page is opened.
 */
export async function injectWallet(context: BrowserContext, parameters: InjectWalletParameters): Promise<void> {
  const { privateKey, rpcUrl, name = "Test Wallet" } = parameters;
  const account = privateKeyToAccount(privateKey);
  const wallet = createWalletClient({ account, chain: foundry, transport: http(rpcUrl) });
  await context.exposeBinding("tandemTestWallet", async (_source, method: string, params: unknown[]) => {
    switch (method) {
      case "eth_requestAccounts":
      case "eth_accounts":
        return [account.address];
      case "wallet_switchEthereumChain":
        return null;
      case "eth_signTypedData_v4":
        return account.signTypedData(JSON.parse(String(params[1])));
      case "eth_sendTransaction": {
        const [{ to, data }] = params as [{ to: Hex; data: Hex }];
        return wallet.sendTransaction({ to, data });
      }
      default:
        throw new TypeError(`This wallet does not know ${method}`);
    }
  });
  await context.addInitScript((walletName) => {
    const call = (window as unknown as { tandemTestWallet: (method: string, params: unknown[]) => Promise<unknown> })
      .tandemTestWallet;
    const state = window as unknown as { tandemTestClosesPrompt?: boolean };
    const provider = {
      request: async ({ method, params = [] }: { method: string; params?: unknown[] }) => {
        if (!state.tandemTestClosesPrompt) return call(method, params);
        state.tandemTestClosesPrompt = false;
        throw { code: 4001, message: "User rejected the request." };
      },
      on: () => undefined,
      removeListener: () => undefined,
    };
    const info = {
      uuid: "6f3c7d0e-4f1b-4d0a-9a63-0d5a3b1c2e4f",
      name: walletName,
      icon: "data:image/svg+xml,",
      rdns: "test.wallet",
    };
    const announce = () =>
      window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }));
    window.addEventListener("eip6963:requestProvider", announce);
    announce();
  }, name);
}

/** The next prompt of the wallet is closed by the person, as EIP-1193 tells a page. */
export async function closeNextWalletPrompt(page: Page): Promise<void> {
  await page.evaluate(() => {
    (window as unknown as { tandemTestClosesPrompt: boolean }).tandemTestClosesPrompt = true;
  });
}

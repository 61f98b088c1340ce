import { createMemoryStorage, createTandemClient, type DeviceStorage, type TandemClient } from "@tandem/client";
import { createSoftwareAuthenticator } from "../../../support/authenticator.ts";
import { origin } from "./startCosigner.ts";

export type Wallet = {
  readonly client: TandemClient;
  readonly storage: DeviceStorage;
  /** Another page on the same device, with another clock or another view of the service. */
  reload(changes?: Partial<WalletParameters>): Wallet;
};

export type WalletParameters = {
  /** Of the co-signer; may change between requests. */
  readonly getUrl: () => string;
  readonly rpcUrl: string;
  readonly now?: () => number;
  /** Told of every request to the service. */
  readonly onRequest?: (path: string, init: RequestInit | undefined) => void;
  /** Changes what a path answers. */
  readonly onResponse?: (path: string, response: Response) => Response | Promise<Response>;
};

/** The real client against a co-signer without a front server: chain requests go to the chain, all others to it. */
export function createWallet(
  parameters: WalletParameters,
  storage: DeviceStorage = createMemoryStorage(),
  authenticator = createSoftwareAuthenticator({ origin }),
): Wallet {
  const { getUrl, rpcUrl, now, onRequest, onResponse } = parameters;
  const baseUrl = getUrl();
  const client = createTandemClient({
    baseUrl,
    storage,
    passkeys: authenticator,
    ...(now ? { now } : {}),
    fetch: async (input, init) => {
      const { pathname, search } = new URL(input instanceof Request ? input.url : String(input));
      if (pathname.startsWith("/rpc/")) return fetch(rpcUrl, init);
      onRequest?.(pathname, init);
      const response = await fetch(`${getUrl()}${pathname}${search}`, init);
      return onResponse ? onResponse(pathname, response) : response;
    },
  });
  return {
    client,
    storage,
    reload: (changes) => createWallet({ ...parameters, ...changes }, storage, authenticator),
  };
}

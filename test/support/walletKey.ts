import type { GuardianKey } from "@tandem/client";
import { createWalletClient, type Hex, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";

/** Somebody's own wallet as a page finds it by EIP-6963: it signs typed data, and sends where it is given a chain. */
export function createWalletKey(privateKey: Hex, rpcUrl?: string): Extract<GuardianKey, { kind: "wallet" }> {
  const account = privateKeyToAccount(privateKey);
  const request = async ({ method, params }: { readonly method: string; readonly params?: unknown }) => {
    if (method === "eth_signTypedData_v4") return account.signTypedData(JSON.parse((params as [Hex, string])[1]));
    if (method !== "eth_sendTransaction" || !rpcUrl) throw new TypeError(`This wallet does not know ${method}`);
    const [{ to, data }] = params as [{ to: Hex; data: Hex }];
    const wallet = createWalletClient({ account, transport: http(rpcUrl) });
    return wallet.sendTransaction({ to, data, chain: null });
  };
  return { kind: "wallet", address: account.address, provider: { request } as never };
}

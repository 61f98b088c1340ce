"use client";

import { useEffect, useState } from "react";
import type { Address, EIP1193Provider } from "viem";
import { untrustedText } from "@/lib/untrustedText";

/** A wallet that has announced itself to this page (EIP-6963). */
export type FoundWallet = { readonly id: string; readonly name: string; readonly provider: EIP1193Provider };

const noWallets: readonly FoundWallet[] = [];

/** The wallets in this browser. They announce themselves when asked, and may come later. */
export function useWallets(): readonly FoundWallet[] {
  const [wallets, setWallets] = useState(noWallets);
  useEffect(() => {
    const onAnnounce = (event: Event) => {
      const found = toWallet(event);
      if (found) setWallets((known) => [...known.filter(({ id }) => id !== found.id), found]);
    };
    window.addEventListener("eip6963:announceProvider", onAnnounce);
    window.dispatchEvent(new Event("eip6963:requestProvider"));
    return () => window.removeEventListener("eip6963:announceProvider", onAnnounce);
  }, []);
  return wallets;
}

/** Asks a wallet for its account. @throws WalletCancelledError, WalletRefusedError */
export async function connectWallet({ provider }: FoundWallet): Promise<Address> {
  const accounts: unknown = await provider.request({ method: "eth_requestAccounts" }).catch(async (cause: unknown) => {
    throw (await import("@/lib/walletErrors")).toWalletError(cause);
  });
  const [address] = Array.isArray(accounts) ? accounts : [];
  if (typeof address !== "string" || !/^0x[0-9a-fA-F]{40}$/.test(address))
    throw new (await import("@/lib/walletErrors")).WalletRefusedError(undefined);
  return address as Address; // its form was just checked
}

function toWallet(event: Event): FoundWallet | undefined {
  if (!(event instanceof CustomEvent)) return undefined;
  const { info, provider } = event.detail ?? {};
  if (typeof info?.uuid !== "string" || typeof info.name !== "string" || typeof provider?.request !== "function") {
    return undefined;
  }
  return { id: info.uuid, name: untrustedText(info.name), provider };
}

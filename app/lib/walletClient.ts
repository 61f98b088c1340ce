import type { TandemClient } from "@tandem/client";

let pending: Promise<TandemClient> | undefined;

/** The device's client, loaded on first use: keys, signing and chain code stay out of the first page load. */
export function walletClient(): Promise<TandemClient> {
  pending ??= import("@/lib/createWalletClient").then(
    ({ createWalletClient }) => createWalletClient(),
    (cause: unknown) => {
      // A chunk that did not arrive is asked for again next time.
      pending = undefined;
      throw cause;
    },
  );
  return pending;
}

import { WalletCancelledError, WalletRefusedError } from "./errors.ts";

/** EIP-1193: the person said no. */
const userRejected = 4001;

/** What a wallet throws, as one of this client's errors. Wallets throw plain objects as well as errors. */
export function toWalletError(cause: unknown): WalletCancelledError | WalletRefusedError {
  return codeOf(cause) === userRejected ? new WalletCancelledError() : new WalletRefusedError(cause);
}

function codeOf(cause: unknown): unknown {
  return typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
}

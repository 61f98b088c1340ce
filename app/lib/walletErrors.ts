// Loaded once a wallet has thrown something: the client comes with it.
export { toWalletError, WalletRefusedError } from "@tandem/client";

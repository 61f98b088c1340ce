import type { CardChain } from "@tandem/protocol";
import { type EIP1193Provider, type Hex, isHex, numberToHex } from "viem";
import { waitForTransactionReceipt } from "viem/actions";
import { toWalletError, WalletRefusedError } from "../guardians/index.ts";
import { toServiceError } from "../operations/index.ts";
import { createCardClient } from "./createCardClient.ts";
import { RecoveryRequestError } from "./errors.ts";
import type { RecoveryTransaction } from "./types.ts";

export type SendByWalletParameters = {
  /** Of a request: how its networks are reached. */
  readonly request: { readonly chains: readonly CardChain[] };
  readonly transaction: RecoveryTransaction;
  readonly wallet: { readonly address: Hex; readonly provider: Pick<EIP1193Provider, "request"> };
};

/** One transaction by somebody's own wallet, which shows it and pays for it. @throws WalletCancelledError, WalletRefusedError */
export async function sendByWallet({ request, transaction, wallet }: SendByWalletParameters): Promise<void> {
  const chain = request.chains.find(({ chainId }) => chainId === transaction.chainId);
  if (!chain) throw new RecoveryRequestError("it names no way to reach the network");
  const { address, provider } = wallet;
  let hash: unknown;
  try {
    await provider
      .request({ method: "wallet_switchEthereumChain", params: [{ chainId: numberToHex(chain.chainId) }] })
      .catch(() => undefined); // a wallet that knows one chain only says so when it sends
    const { to, data } = transaction;
    hash = await provider.request({ method: "eth_sendTransaction", params: [{ from: address, to, data }] });
  } catch (cause) {
    throw toWalletError(cause);
  }
  if (!isHex(hash)) throw new WalletRefusedError(undefined);
  const client = createCardClient(chain);
  const receipt = await waitForTransactionReceipt(client, { hash, pollingInterval: 500 }).catch((error: unknown) => {
    throw toServiceError(error, "chain");
  });
  if (receipt.status !== "success") {
    throw new RecoveryRequestError(
      "the network refused the transaction",
      "Look at the state of the request and try again.",
    );
  }
}

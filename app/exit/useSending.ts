import {
  type ConnectedChain,
  encodeHandleOps,
  type HandleOpsTransaction,
  type OfflineOperation,
  type SignedOperation,
  sendOfflineOperation,
  signOfflineOperation,
  waitForOfflineOperation,
} from "@tandem/client/offline";
import { useEffect, useRef, useState } from "react";
import type { Address, Hex } from "viem";
import { heldSigner } from "./held";

export type SendingState =
  | { readonly phase: "idle" }
  /** Signed; somebody has to send it. */
  | { readonly phase: "by-hand"; readonly operation: SignedOperation; readonly transaction?: HandleOpsTransaction }
  | { readonly phase: "sent" }
  | { readonly phase: "confirmed" | "failed"; readonly transactionHash: Hex }
  | { readonly phase: "expired" };

/** Signs an operation, hands it to the bundler or shows it as a transaction, and follows it to its end. */
export function useSending(chain: ConnectedChain) {
  const [state, setState] = useState<SendingState>({ phase: "idle" });
  const leaving = useRef(new AbortController());
  useEffect(() => () => leaving.current.abort(), []);

  async function follow(operation: SignedOperation, { validUntil }: OfflineOperation): Promise<void> {
    const { signal } = leaving.current;
    const outcome = await waitForOfflineOperation(chain, { operation, validUntil, signal });
    setState(
      outcome.status === "expired"
        ? { phase: "expired" }
        : { phase: outcome.status, transactionHash: outcome.transactionHash },
    );
  }

  async function send(prepared: OfflineOperation): Promise<void> {
    const operation = await signOfflineOperation(heldSigner(), prepared);
    if (chain.bundler) {
      await sendOfflineOperation(chain, operation);
      setState({ phase: "sent" });
    } else setState({ phase: "by-hand", operation });
    follow(operation, prepared).catch(() => undefined); // The page was left.
  }

  function encodeFor(beneficiary: Address): void {
    if (state.phase !== "by-hand") return;
    setState({ ...state, transaction: encodeHandleOps({ operation: state.operation, beneficiary }) });
  }

  return { state, send, encodeFor };
}

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

export type Sending = {
  readonly state: SendingState;
  /** Why nobody knows how it stands, until somebody asks again. */
  readonly trouble: unknown;
  send(prepared: OfflineOperation): Promise<void>;
  /** The signed operation as a transaction that this account will send. */
  encodeFor(sender: Address): void;
  askAgain(): void;
  /** Forgets the operation, for another one. */
  reset(): void;
};

type Followed = { readonly operation: SignedOperation; readonly prepared: OfflineOperation };

/** Signs an operation, hands it to the bundler or shows it as a transaction, and follows it to its end. */
export function useSending(chain: ConnectedChain): Sending {
  const [state, setState] = useState<SendingState>({ phase: "idle" });
  const [trouble, setTrouble] = useState<unknown>();
  const followed = useRef<Followed>(undefined);
  const leaving = useRef(new AbortController());
  useEffect(() => () => leaving.current.abort(), []);

  async function follow({ operation, prepared: { validUntil } }: Followed): Promise<void> {
    const { signal } = leaving.current;
    setTrouble(undefined);
    try {
      const outcome = await waitForOfflineOperation(chain, { operation, validUntil, signal });
      setState(
        outcome.status === "expired"
          ? { phase: "expired" }
          : { phase: outcome.status, transactionHash: outcome.transactionHash },
      );
    } catch (error) {
      if (!signal.aborted) setTrouble(error);
    }
  }

  return {
    state,
    trouble,
    async send(prepared) {
      const operation = await signOfflineOperation(heldSigner(), prepared);
      if (chain.bundler) {
        await sendOfflineOperation(chain, operation);
        setState({ phase: "sent" });
      } else setState({ phase: "by-hand", operation });
      followed.current = { operation, prepared };
      void follow(followed.current);
    },
    encodeFor(beneficiary) {
      if (state.phase !== "by-hand") return;
      setState({ ...state, transaction: encodeHandleOps({ operation: state.operation, beneficiary }) });
    },
    askAgain() {
      if (followed.current) void follow(followed.current);
    },
    reset() {
      followed.current = undefined;
      setTrouble(undefined);
      setState({ phase: "idle" });
    },
  };
}

import { type FormEvent, useState } from "react";
import { isAddress } from "viem";
import { Button, Field, Notice } from "./ui";
import type { SendingState } from "./useSending";

export type SendingProps = {
  readonly state: SendingState;
  readonly onSender: (address: `0x${string}`) => void;
  readonly onConfirmed: () => void;
};

/** How far a signed operation has come, and what the person has to do for it. */
export function Sending({ state, onSender, onConfirmed }: SendingProps) {
  switch (state.phase) {
    case "idle":
      return null;
    case "by-hand":
      return <ByHand state={state} onSender={onSender} />;
    case "sent":
      return (
        <Notice title="On its way">
          <p role="status">The bundler has it. Waiting for the network …</p>
        </Notice>
      );
    case "confirmed":
      return (
        <div className="stack">
          <Notice tone="success" title="Confirmed">
            <p className="mono">{state.transactionHash}</p>
          </Notice>
          <Button onClick={onConfirmed}>Done</Button>
        </div>
      );
    case "failed":
      return (
        <Notice tone="danger" title="The network ran it, and one of its actions failed">
          <p className="mono">{state.transactionHash}</p>
        </Notice>
      );
    case "expired":
      return (
        <Notice tone="caution" title="It was not sent within an hour">
          <p>It can not be used any more, and nothing was paid. Prepare it again.</p>
        </Notice>
      );
  }
}

type ByHandProps = Pick<SendingProps, "onSender"> & {
  readonly state: Extract<SendingState, { phase: "by-hand" }>;
};

function ByHand({ state: { transaction }, onSender }: ByHandProps) {
  const [problem, setProblem] = useState<string>();

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const sender = String(new FormData(event.currentTarget).get("sender") ?? "").trim();
    const isValid = isAddress(sender);
    setProblem(isValid ? undefined : "This is not an address. Copy it again from the account that will send.");
    if (isValid) onSender(sender);
  }

  if (!transaction) {
    return (
      <form onSubmit={submit} className="card">
        <h2>Signed. Now somebody has to send it</h2>
        <p>
          Any plain account with a little ether can: yours, or a friend's. Your account pays the fee back to it. It must
          be an ordinary account without code.
        </p>
        <Field label="Address of the account that sends" name="sender" required hint={problem} />
        <Button type="submit">Show the transaction</Button>
      </form>
    );
  }
  const lines = JSON.stringify({
    to: transaction.to,
    value: "0",
    gas: transaction.gas.toString(),
    data: transaction.data,
  });
  return (
    <div className="card">
      <h2>The transaction</h2>
      <p>Send exactly this from that account within an hour. This page waits for it and says when it is confirmed.</p>
      <textarea
        className="mono"
        readOnly
        rows={8}
        value={lines}
        aria-label="Transaction"
        data-testid="exit-transaction"
      />
      <p role="status">Waiting for the network …</p>
    </div>
  );
}

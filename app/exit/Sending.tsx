import { type FormEvent, useState } from "react";
import { isAddress } from "viem";
import { Button, Failure, Field, Notice, Transaction } from "./ui";
import type { SendingState, Sending as SendingWork } from "./useSending";
import type { Work } from "./useWork";

export type SendingProps = {
  readonly sending: SendingWork;
  /** Making the same once more. */
  readonly work: Work;
  readonly onConfirmed: () => void;
  readonly onPrepareAgain: () => void;
  readonly onBack: () => void;
};

/** How far a signed operation has come, and what the person has to do for it. */
export function Sending({ sending, work, onConfirmed, onPrepareAgain, onBack }: SendingProps) {
  const { state } = sending;
  switch (state.phase) {
    case "idle":
      return null;
    case "by-hand":
      return <ByHand state={state} sending={sending} />;
    case "sent":
      return (
        <div className="stack">
          <Notice title="On its way">
            <p>The bundler has it.</p>
          </Notice>
          <Waiting sending={sending} />
        </div>
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
    case "expired":
      return (
        <div className="stack">
          {state.phase === "failed" ? (
            <Notice tone="danger" title="The network refused it">
              <p>Nothing was moved, only the network fee was paid. Look at the account, then try once more.</p>
              <p className="mono">{state.transactionHash}</p>
            </Notice>
          ) : (
            <Notice tone="danger" title="It was not sent within an hour">
              <p>It cannot be used any more, and nothing was paid. Prepare it again.</p>
            </Notice>
          )}
          <Button onClick={onPrepareAgain} busy={work.busy}>
            Prepare it again
          </Button>
          <Button look="secondary" onClick={onBack}>
            Back to the account
          </Button>
        </div>
      );
  }
}

/** Until the network says how it went; or, where it does not answer, a way to ask it once more. */
function Waiting({ sending: { trouble, askAgain } }: Pick<SendingProps, "sending">) {
  if (trouble === undefined) return <p role="status">Waiting for the network …</p>;
  return (
    <>
      <Failure error={trouble} />
      <p>What you signed is not lost: it may still be carried out.</p>
      <Button look="secondary" onClick={askAgain}>
        Ask the network again
      </Button>
    </>
  );
}

type ByHandProps = Pick<SendingProps, "sending"> & {
  readonly state: Extract<SendingState, { phase: "by-hand" }>;
};

function ByHand({ state: { transaction }, sending }: ByHandProps) {
  const [problem, setProblem] = useState<string>();

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const sender = String(new FormData(event.currentTarget).get("sender") ?? "").trim();
    const isValid = isAddress(sender);
    setProblem(isValid ? undefined : "This is not an address. Copy it again from the account that will send.");
    if (isValid) sending.encodeFor(sender);
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
  return (
    <div className="card">
      <h2>The transaction</h2>
      <p>Send exactly this from that account within an hour. This page waits for it and says when it is confirmed.</p>
      <Transaction {...transaction} testId="exit-transaction" />
      <Waiting sending={sending} />
    </div>
  );
}

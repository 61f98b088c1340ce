"use client";

import type { JournalOperation, StoredAccount } from "@tandem/client";
import type { ChainConfig } from "@tandem/protocol";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Announce } from "@/components/Announce";
import { PageShell } from "@/components/PageShell";
import { PasswordField } from "@/components/PasswordField";
import { Steps } from "@/components/Steps";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { Amounts } from "@/features/activity/Amounts";
import { operationEntry } from "@/features/activity/entries";
import { Note } from "@/features/activity/Note";
import { ReceiptFacts } from "@/features/activity/ReceiptFacts";
import type { Asset } from "@/features/assets";
import { ErrorNotice } from "@/features/errors";
import { KeyNotice } from "@/features/key";
import { isRunning, type OperationPhase, operationPhase, operationSteps, resumeOperation } from "@/features/operations";
import { FeeLine, OperationDetails } from "@/features/review";
import { useNow } from "@/lib/useNow";
import { walletClient } from "@/lib/walletClient";

export type OperationDetailProps = {
  readonly operation: JournalOperation;
  readonly account: StoredAccount;
  readonly assets: readonly Asset[];
  readonly chain: ChainConfig | undefined;
};

const titles: Record<OperationPhase, string> = {
  working: "On its way",
  "needs-confirm": "Not confirmed yet",
  stuck: "Waiting",
  confirmed: "Sent",
  failed: "It did not go through",
};

/** An operation of this device: its progress while it runs, what to do when it stopped, its receipt in the end. */
export function OperationDetail({ operation, account, assets, chain }: OperationDetailProps) {
  const nowMilliseconds = useNow();
  const phase = operationPhase({ operation, running: isRunning(operation.id), nowMilliseconds });
  const entry = operationEntry(operation, assets, phase);
  const { receipt, prepared } = operation;
  // "Sent" is for money; a change of the account itself is called by its name.
  const heading = phase === "confirmed" && entry.movements.length === 0 ? entry.title : titles[phase];

  return (
    <PageShell title={heading} titleKey="operation" back="/activity">
      <Announce>{heading}</Announce>
      <Amounts entry={entry} />
      <Steps label="Progress" steps={operationSteps(operation, phase)} />
      <WhatNow operation={operation} account={account} phase={phase} />
      {phase === "confirmed" ? (
        <ButtonLink href="/" size="large" block data-testid="receipt-done">
          Done
        </ButtonLink>
      ) : null}
      <Note account={account} of={prepared.userOpHash} />
      <ReceiptFacts
        account={account}
        chain={chain}
        at={operation.times.confirmed ?? operation.createdAt}
        direction="out"
        counterparty={entry.counterparty}
        fee={<FeeLine fee={prepared.fee} />}
        transactionHash={receipt?.transactionHash}
        blockNumber={receipt?.blockNumber}
        userOpHash={prepared.userOpHash}
      />
      <OperationDetails prepared={prepared} assets={assets} />
    </PageShell>
  );
}

type WhatNowProps = {
  readonly operation: JournalOperation;
  readonly account: StoredAccount;
  readonly phase: OperationPhase;
};

function WhatNow({ operation, account, phase }: WhatNowProps) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [password, setPassword] = useState("");
  const needsPassword = account.unlock === "password" && phase === "needs-confirm";
  if (phase === "working" || phase === "confirmed") return null;

  const resume = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await resumeOperation({ id: operation.id, ...(needsPassword && { password }) });
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const discard = async () => {
    await (await walletClient()).discardOperation({ id: operation.id });
    router.replace("/");
  };

  // What comes to nothing in a block is charged all the same.
  const paidFee = operation.receipt?.transactionHash !== undefined && operation.prepared.fee.payer === "account";
  if (phase === "failed")
    return (
      <Notice
        announce
        tone="danger"
        title={operation.receipt?.reason ?? operation.lastError?.message ?? "The network refused it"}
      >
        {paidFee ? feeWasPaid : (operation.lastError?.action ?? nothingMoved)}
      </Notice>
    );
  const isOutdated = operation.lastError?.code === "epoch_stale";
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void resume();
      }}
    >
      {failure ? (
        <ErrorNotice error={failure} />
      ) : (
        <Notice
          announce
          tone="caution"
          title={
            isOutdated
              ? "This device’s part is out of date"
              : (operation.lastError?.message ?? pausedWords[phase].title)
          }
          data-testid="operation-paused"
        >
          {pausedWords[phase].text}
        </Notice>
      )}
      {isOutdated ? <KeyNotice account={account} /> : null}
      {needsPassword ? <PasswordField value={password} onChange={setPassword} autoComplete="current-password" /> : null}
      <Button type="submit" size="large" block busy={busy} data-testid="operation-continue">
        {phase === "needs-confirm" ? "Confirm again" : "Try again"}
      </Button>
      {phase === "needs-confirm" ? (
        <Button variant="ghost" block onClick={discard} data-testid="operation-discard">
          Discard this payment
        </Button>
      ) : null}
    </form>
  );
}

const nothingMoved = "No money has moved. Check the amount and the recipient, then send it again.";
const feeWasPaid =
  "The amount has not moved, but the network fee was paid. Check the amount and the recipient before you send it again.";

const pausedWords = {
  "needs-confirm": {
    title: "This was left before both parts had signed",
    text: "Nothing was sent and nothing is lost. Confirm again and the same payment goes on; it cannot be paid twice.",
  },
  stuck: {
    title: "It is signed, and waits for the network",
    text: "Nothing is lost. We keep trying while the wallet is open; it cannot be paid twice.",
  },
} as const;

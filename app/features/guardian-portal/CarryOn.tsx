"use client";

import type { RecoveryChainProgress } from "@tandem/client";
import type { RecoveryApprovalLink, RecoveryRequestLink } from "@tandem/protocol";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { Field, inputLook } from "@/components/ui/Field";
import { Notice } from "@/components/ui/Notice";
import { ErrorNotice } from "@/features/errors";
import { SendStep } from "@/features/guardian-portal/SendStep";
import { formatDuration } from "@/lib/formatDuration";
import { untrustedText } from "@/lib/untrustedText";
import { walletClient } from "@/lib/walletClient";

const refreshMilliseconds = 5_000;

export type CarryOnProps = {
  readonly request: RecoveryRequestLink;
  /** Of this guardian. */
  readonly approval: RecoveryApprovalLink;
};

/**
 * A guardian carries a recovery through where no service does: gathers the other guardians' answers, starts it, and finishes
 * it in its time. Any wallet can send it; where it stands is read from the networks.
 */
export function CarryOn({ request, approval }: CarryOnProps) {
  const [approvals, setApprovals] = useState<readonly RecoveryApprovalLink[]>([approval]);
  const progress = useQuery({
    queryKey: ["guardian-progress", approval.recoveryHash, approvals.length],
    queryFn: async () => (await walletClient()).recovery.readProgress({ request, approvals }),
    refetchInterval: refreshMilliseconds,
  });
  const isCollecting = progress.data?.some(({ status }) => status === "collecting" || status === "replaced") ?? false;
  return (
    <section aria-label="Carry it on yourself" className="flex flex-col gap-4">
      {progress.error ? <ErrorNotice error={progress.error} onRetry={() => void progress.refetch()} /> : null}
      {progress.data?.map((chain) => (
        <div key={chain.chainId} className="flex flex-col gap-4">
          <Standing chain={chain} threshold={request.guardians.config.threshold} isNamed={request.chains.length > 1} />
          <SendStep request={request} chain={chain} onSent={() => void progress.refetch()} />
        </div>
      ))}
      {isCollecting ? (
        <AddAnswer
          request={request}
          approvals={approvals}
          onAdded={(added) => setApprovals((known) => [...known, added])}
        />
      ) : null}
    </section>
  );
}

type StandingProps = {
  readonly chain: RecoveryChainProgress;
  readonly threshold: number;
  /** There are other networks. */
  readonly isNamed: boolean;
};

function Standing({ chain, threshold, isNamed }: StandingProps) {
  const { status, approvals, readyAt = 0, expiresAt = 0, cooldownUntil = 0, chainTime } = chain;
  const words: Readonly<Record<RecoveryChainProgress["status"], string>> = {
    collecting: `${approvals} of ${threshold} answers are here`,
    replaced: "Another recovery is under way. This one needs more answers than it",
    "ready-to-start": "Enough answers are here: it can start now",
    pending: `It has started. It can be finished in ${formatDuration(readyAt - chainTime)}`,
    ready: `It can be finished now, for ${formatDuration(expiresAt - chainTime)}`,
    done: "It is finished: the new key is in place",
    expired: "Nobody finished it in time. Your friend has to ask again",
    dead: "The account has another key or other guardians since. Your friend has to ask again",
    "cooling-down": `The owner stopped a recovery. None can start for ${formatDuration(cooldownUntil - chainTime)}`,
  };
  const tone = status === "done" ? "success" : status === "pending" || status === "collecting" ? "info" : "caution";
  const title = isNamed ? `On ${untrustedText(chain.chainName)}: ${words[status]}` : words[status];
  return <Notice tone={tone} announce title={title} data-testid="carry-standing" />;
}

type AddAnswerProps = {
  readonly request: RecoveryRequestLink;
  readonly approvals: readonly RecoveryApprovalLink[];
  readonly onAdded: (approval: RecoveryApprovalLink) => void;
};

function AddAnswer({ request, approvals, onAdded }: AddAnswerProps) {
  const [text, setText] = useState("");
  const add = useMutation({
    mutationFn: async () => (await walletClient()).recovery.checkApproval({ request, text }),
    onSuccess: (approval) => {
      setText("");
      if (!approvals.some(({ signer }) => signer === approval.signer)) onAdded(approval);
    },
  });
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!add.isPending) add.mutate();
      }}
    >
      <ul aria-label="Answers" className="text-muted text-sm">
        {approvals.map(({ signer, name }) => (
          <li key={signer}>
            <bdi>{untrustedText(name)}</bdi> approved
          </li>
        ))}
      </ul>
      <Field label="Paste another guardian’s answer">
        {(attributes) => (
          <textarea
            {...attributes}
            className={inputLook}
            rows={3}
            value={text}
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
            data-testid="carry-answer"
          />
        )}
      </Field>
      <Button type="submit" variant="secondary" busy={add.isPending} disabled={text.trim() === ""}>
        Add this answer
      </Button>
      {add.isError ? <ErrorNotice error={add.error} /> : null}
    </form>
  );
}

"use client";

import type { RecoveryChainProgress, RecoveryRecord } from "@tandem/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { SixWords } from "@/components/SixWords";
import { Button } from "@/components/ui/Button";
import { CopyButton } from "@/components/ui/CopyButton";
import { Disclosure } from "@/components/ui/Disclosure";
import { Field, inputLook } from "@/components/ui/Field";
import { Notice } from "@/components/ui/Notice";
import { ErrorNotice } from "@/features/errors";
import { SendStep, Uncovered } from "@/features/guardian-portal";
import { RecoverShell } from "@/features/recovery/RecoverShell";
import { Standing } from "@/features/recovery/Standing";
import { summarize } from "@/features/recovery/summarize";
import { useSession } from "@/features/session";
import { untrustedText } from "@/lib/untrustedText";
import { walletClient } from "@/lib/walletClient";

const refreshMilliseconds = 4_000;

export type ProgressProps = { readonly record: RecoveryRecord; readonly onDiscarded: () => void };

/** A request of this device: its link and words, the approvals, and what comes next on each network. */
export function Progress({ record, onDiscarded }: ProgressProps) {
  const { id } = record;
  const router = useRouter();
  const report = useQuery({
    queryKey: ["recovery", id],
    queryFn: async () => (await walletClient()).recovery.getProgress({ id }),
    refetchInterval: refreshMilliseconds,
  });
  const discard = useMutation({
    mutationFn: async () => (await walletClient()).recovery.discard({ id }),
    onSuccess: () => (record.key ? onDiscarded() : router.replace("/guardians")),
  });
  const { data } = report;
  const { lead, others, isAsking, canGiveUp } = summarize(data ?? { chains: [], silentChains: [] });
  const ask = <Ask record={record} onAdded={() => void report.refetch()} />;
  // One for a further network brings nothing to this device, which has the key.
  const isClosed = lead?.status === "done" && !record.key;
  const isUnderWay = lead && ["pending", "ready", "done"].includes(lead.status);
  return (
    <RecoverShell title={titleOf(lead?.status)}>
      {report.error ? <ErrorNotice error={report.error} onRetry={() => void report.refetch()} /> : null}
      <Uncovered request={record.request} />
      {record.key ? null : (
        <p className="text-muted">
          For the key that you have already, on{" "}
          {record.request.chains.map(({ name }) => untrustedText(name)).join(", ")}. Its guardians send you their
          answers, and you add them here.
        </p>
      )}
      {lead ? (
        <OnNetwork chain={lead} isNamed={others.length > 0}>
          {data?.approvals ?? 0} of {data?.threshold ?? 0} approvals so far.
        </OnNetwork>
      ) : null}
      {others.map((chain) => (
        <OnNetwork key={chain.chainId} chain={chain} isNamed>
          Not enough approvals here yet. A guardian that is a Safe opens your link again to approve here.
        </OnNetwork>
      ))}
      {data?.silentChains.map((name) => (
        <Notice key={name} title={`${untrustedText(name)} does not answer`}>
          How the recovery stands there is not known. This page asks again by itself.
        </Notice>
      ))}
      {isUnderWay && isAsking ? <Disclosure summary="The link for your guardians">{ask}</Disclosure> : null}
      {!isUnderWay && (isAsking || !lead) ? ask : null}
      {data?.chains.map((entry) => (
        <SendStep key={entry.chainId} request={record.request} chain={entry} onSent={() => void report.refetch()} />
      ))}
      {lead?.status === "done" && record.key && (record.key.kind === "solo" || data?.isTakenOver) ? (
        <Finish record={record} />
      ) : null}
      {isClosed ? (
        <Button
          size="large"
          block
          busy={discard.isPending}
          onClick={() => discard.mutate()}
          data-testid="recovery-close"
        >
          Done
        </Button>
      ) : null}
      {canGiveUp ? (
        <Disclosure summary="Give up this request">
          <p className="mb-3 text-muted text-sm">
            Its link and the approvals so far count for nothing afterwards. The account is not changed.
          </p>
          <Button variant="danger" size="small" busy={discard.isPending} onClick={() => discard.mutate()}>
            Give it up
          </Button>
          {discard.error ? <ErrorNotice error={discard.error} /> : null}
        </Disclosure>
      ) : null}
    </RecoverShell>
  );
}

type OnNetworkProps = {
  readonly chain: RecoveryChainProgress;
  /** There are several that stand differently. */
  readonly isNamed: boolean;
  readonly children: ReactNode;
};

function OnNetwork({ chain, isNamed, children }: OnNetworkProps) {
  const standing = <Standing chain={chain} approvals={children} />;
  if (!isNamed) return standing;
  const name = untrustedText(chain.chainName);
  return (
    <section aria-label={name} className="flex flex-col gap-2">
      <h2 className="font-semibold text-sm">{name}</h2>
      {standing}
    </section>
  );
}

function titleOf(status: RecoveryChainProgress["status"] | undefined): string {
  switch (status) {
    case "pending":
      return "Waiting for the time to pass";
    case "ready":
      return "Ready to finish";
    case "done":
      return "The account is yours again";
    case "cooling-down":
      return "Stopped by the owner";
    case "expired":
      return "The time to finish has run out";
    case "dead":
      return "This request no longer counts";
    default:
      return "Ask your guardians";
  }
}

function Ask({ record, onAdded }: { readonly record: RecoveryRecord; readonly onAdded: () => void }) {
  const { request } = record;
  const shown = useQuery({
    queryKey: ["recovery-link", record.id],
    queryFn: async () => {
      const { recovery } = await walletClient();
      const [fragment, words] = await Promise.all([
        recovery.formatRequest({ request }),
        recovery.getWords({ request }),
      ]);
      return { link: `${window.location.origin}/guardian/approve#${fragment}`, words };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <>
      <section aria-label="Link" className="flex flex-col gap-3">
        <p className="text-muted">
          Send this link to your guardians. Each will call you: read these words to them. Never approve for somebody who
          does not know your voice.
        </p>
        {shown.data ? (
          <>
            <CopyButton size="large" block noun="Link" value={shown.data.link} data-testid="recovery-link">
              Copy the link
            </CopyButton>
            <SixWords words={shown.data.words} label="Words to compare" />
          </>
        ) : null}
        {shown.error ? <ErrorNotice error={shown.error} /> : null}
      </section>
      <AddApproval record={record} onAdded={onAdded} />
      {record.approvals.length > 0 ? (
        <ul
          aria-label="Approved by"
          className="flex flex-col divide-y divide-line rounded-2xl bg-surface px-4 ring-1 ring-line"
        >
          {record.approvals.map(({ signer, name }) => (
            <li key={signer} className="py-3 text-sm">
              <bdi>{untrustedText(name)}</bdi> approved
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

function AddApproval({ record, onAdded }: { readonly record: RecoveryRecord; readonly onAdded: () => void }) {
  const [text, setText] = useState("");
  const add = useMutation({
    mutationFn: async () => (await walletClient()).recovery.addApproval({ id: record.id, text }),
    onSuccess: () => {
      setText("");
      onAdded();
    },
  });
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Field label="Paste a guardian’s answer">
        {(attributes) => (
          <textarea
            {...attributes}
            className={inputLook}
            rows={3}
            value={text}
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" variant="secondary" busy={add.isPending} disabled={text.trim() === ""}>
        Add this approval
      </Button>
      {add.isError ? <ErrorNotice error={add.error} /> : null}
    </form>
  );
}

function Finish({ record: { id, accountId } }: { readonly record: RecoveryRecord }) {
  const router = useRouter();
  const { enter } = useSession();
  const finish = useMutation({
    mutationFn: async () => {
      const { recovery } = await walletClient();
      await recovery.finish({ id });
      await recovery.discard({ id });
      // The passkey of the new key was used on this page: no lock in front of what it has brought back.
      await enter({ accountId });
    },
    onSuccess: () => router.replace("/"),
  });
  return (
    <>
      <Button size="large" block busy={finish.isPending} onClick={() => finish.mutate()} data-testid="recovery-finish">
        Open the account here
      </Button>
      {finish.isError ? <ErrorNotice error={finish.error} /> : null}
    </>
  );
}

"use client";

import type { GuardianKey } from "@tandem/client";
import type { GuardianCard, RecoveryApprovalLink, RecoveryRequestLink } from "@tandem/protocol";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FullAddress } from "@/components/FullAddress";
import { PageHeading } from "@/components/PageHeading";
import { SixWords } from "@/components/SixWords";
import { CopyButton } from "@/components/ui/CopyButton";
import { Disclosure } from "@/components/ui/Disclosure";
import { Facts } from "@/components/ui/Facts";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { CarryOn } from "@/features/guardian-portal/CarryOn";
import { ChooseApproval } from "@/features/guardian-portal/ChooseApproval";
import { OpenCard } from "@/features/guardian-portal/OpenCard";
import { PortalShell } from "@/features/guardian-portal/PortalShell";
import { Uncovered } from "@/features/guardian-portal/Uncovered";
import { useGuardianCards } from "@/features/guardian-portal/useGuardianCards";
import { formatDate } from "@/lib/format";
import { untrustedText } from "@/lib/untrustedText";
import { useFragment } from "@/lib/useFragment";
import { walletClient } from "@/lib/walletClient";

/** For a guardian: who asks, for which account, what will happen and when, words to compare, one signature. */
export function ApproveRequest() {
  const fragment = useFragment();
  const query = useQuery({
    queryKey: ["recovery-request", fragment],
    queryFn: async () => {
      const { recovery } = await walletClient();
      const request = await recovery.parseRequest({ text: fragment ?? "" });
      return { request, words: await recovery.getWords({ request }) };
    },
    enabled: Boolean(fragment),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (fragment === "" || query.error) {
    return (
      <PortalShell>
        <PageHeading className="mb-6 text-3xl">This request does not open</PageHeading>
        {query.error ? (
          <ErrorNotice error={query.error} />
        ) : (
          <Notice tone="caution" title="Part of the link is missing">
            Copy the whole link from your friend’s message and open it again.
          </Notice>
        )}
      </PortalShell>
    );
  }
  if (!query.data) {
    return (
      <PortalShell>
        <PageHeading className="sr-only">Help a friend</PageHeading>
        <Skeleton className="h-80 w-full rounded-2xl" />
      </PortalShell>
    );
  }
  return <Request {...query.data} />;
}

type Answer = { readonly text: string; readonly isSent: boolean; readonly approval: RecoveryApprovalLink };

type RequestProps = { readonly request: RecoveryRequestLink; readonly words: readonly string[] };

function Request({ request, words }: RequestProps) {
  const [isCompared, setCompared] = useState(false);
  const [answer, setAnswer] = useState<Answer>();
  const { guardians, requester, deadline } = request;
  const { threshold, commitments, recoveryDelay } = guardians.config;
  const isOver = deadline * 1000 < Date.now();
  if (answer) return <Approved {...answer} request={request} />;
  return (
    <PortalShell>
      <div className="flex animate-rise flex-col gap-6">
        <PageHeading className="text-3xl leading-tight">
          {untrustedText(requester)} asks for “{untrustedText(request.accountName)}”
        </PageHeading>
        <p className="text-muted">
          Somebody wants a new key for this account. When{" "}
          {commitments.length === 1 ? "you approve" : `${threshold} of ${commitments.length} guardians approve`}, it
          takes effect {Math.round(recoveryDelay / 3600)} hours later. Until then the present owner can stop it.
        </p>
        <div className="rounded-2xl bg-surface px-4 ring-1 ring-line">
          <Facts
            facts={[
              { label: "Asked on", value: formatDate(request.createdAt) },
              { label: "Approve until", value: formatDate(deadline * 1000) },
              { label: "Account", value: <FullAddress address={request.address} />, wide: true },
            ]}
          />
        </div>
        <Uncovered request={request} />
        {isOver ? (
          <Notice tone="caution" title="This request has run out">
            Nothing can be approved any more. Ask your friend to make a new request and send you its link.
          </Notice>
        ) : (
          <>
            <section aria-labelledby="compare" className="flex flex-col gap-3">
              <h2 id="compare" className="font-semibold">
                Call your friend, and compare these words
              </h2>
              <SixWords words={words} label="Words to compare" />
              <label className="flex gap-3 rounded-xl bg-caution-soft p-4 text-sm">
                <input
                  type="checkbox"
                  checked={isCompared}
                  onChange={(event) => setCompared(event.target.checked)}
                  className="mt-0.5 size-5 shrink-0 accent-accent"
                  data-testid="approve-compared"
                />
                I know this voice, and all six words are the same.
              </label>
            </section>
            {isCompared ? <Approve request={request} onAnswer={setAnswer} /> : null}
          </>
        )}
        <p className="text-muted text-sm">This page never asks for a seed phrase, a password or money.</p>
      </div>
    </PortalShell>
  );
}

function Approve({
  request,
  onAnswer,
}: {
  readonly request: RecoveryRequestLink;
  readonly onAnswer: (answer: Answer) => void;
}) {
  const [opened, setOpened] = useState<GuardianCard>();
  const kept = useGuardianCards();
  const card = opened ?? kept.data?.find(({ address }) => address === request.address);
  if (!card) return <OpenCard onCard={setOpened} />;
  const approve = async (key: GuardianKey) => {
    onAnswer(await (await walletClient()).recovery.approve({ request, card, key }));
  };
  return (
    <section aria-label="Approve" className="flex flex-col gap-3">
      <p className="text-muted text-sm">You approve as {untrustedText(card.guardian.name)}.</p>
      <ChooseApproval
        request={request}
        card={card}
        verb="Approve with"
        passkeyLabel="Approve with your passkey"
        onKey={approve}
        onContract={async () => onAnswer(await (await walletClient()).recovery.approveByContract({ request, card }))}
      />
    </section>
  );
}

function Approved({ text: answer, isSent, approval, request }: Answer & { readonly request: RecoveryRequestLink }) {
  const { threshold } = request.guardians.config;
  if (isSent) {
    return (
      <PortalShell>
        <div className="flex animate-rise flex-col gap-6">
          <PageHeading className="text-3xl leading-tight">You approved</PageHeading>
          <Notice tone="success" announce title="Your friend has your approval">
            {threshold === 1 ? "It starts" : `${threshold} of them start`} the recovery. You may close this page.
          </Notice>
          <Disclosure summary="Nothing happens? Carry it on without our server">
            <p className="mb-4 text-muted text-sm">
              If our server does not start or finish it, any guardian’s wallet can, for the network’s fee.
            </p>
            <CarryOn request={request} approval={approval} />
          </Disclosure>
        </div>
      </PortalShell>
    );
  }
  return (
    <PortalShell>
      <div className="flex animate-rise flex-col gap-6">
        <PageHeading className="text-3xl leading-tight">You approved</PageHeading>
        <p className="text-muted">
          Send this answer to your friend, by any messenger. It is no secret.{" "}
          {threshold === 1 ? "It starts" : `${threshold} of them start`} the recovery.
        </p>
        <textarea
          readOnly
          aria-label="Your answer"
          value={answer}
          rows={5}
          className="w-full break-all rounded-xl border border-line bg-surface p-4 font-mono text-xs"
          data-testid="approve-answer"
        />
        <CopyButton size="large" block noun="Answer" value={answer}>
          Copy the answer
        </CopyButton>
        <Disclosure summary="Carry it on yourself" data-testid="approve-carry-on">
          <p className="mb-4 text-muted text-sm">
            Our server does not answer, and it is not needed: with enough answers your wallet can start the recovery and
            finish it, for the network’s fee.
          </p>
          <CarryOn request={request} approval={approval} />
        </Disclosure>
      </div>
    </PortalShell>
  );
}

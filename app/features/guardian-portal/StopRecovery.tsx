"use client";

import type { CancelChainProgress, GuardianKey } from "@tandem/client";
import type { CancelRequestLink, GuardianCard } from "@tandem/protocol";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FullAddress } from "@/components/FullAddress";
import { PageHeading } from "@/components/PageHeading";
import { CopyButton } from "@/components/ui/CopyButton";
import { Facts } from "@/components/ui/Facts";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { ChooseApproval } from "@/features/guardian-portal/ChooseApproval";
import { OpenCard } from "@/features/guardian-portal/OpenCard";
import { PortalShell } from "@/features/guardian-portal/PortalShell";
import { SendStep } from "@/features/guardian-portal/SendStep";
import { useGuardianCards } from "@/features/guardian-portal/useGuardianCards";
import { formatDuration } from "@/lib/formatDuration";
import { untrustedText } from "@/lib/untrustedText";
import { useFragment } from "@/lib/useFragment";
import { walletClient } from "@/lib/walletClient";

const refreshMilliseconds = 5_000;

/** For guardians: a recovery that nobody wanted is stopped by as many of them as have asked for it. */
export function StopRecovery() {
  const fragment = useFragment();
  const query = useQuery({
    queryKey: ["cancel-request", fragment],
    queryFn: async () => (await walletClient()).recovery.parseCancel({ text: fragment ?? "" }),
    enabled: Boolean(fragment),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <PortalShell>
      <div className="flex animate-rise flex-col gap-6">
        <PageHeading className="text-3xl leading-tight">Stop a recovery</PageHeading>
        {query.data ? (
          <Shown key={fragment} given={query.data} />
        ) : query.error ? (
          <ErrorNotice error={query.error} />
        ) : fragment === "" ? (
          <Notice tone="caution" title="Part of the link is missing">
            Copy the whole link from the other guardian’s message and open it again.
          </Notice>
        ) : (
          <Skeleton className="h-64 w-full rounded-2xl" />
        )}
      </div>
    </PortalShell>
  );
}

function Shown({ given }: { readonly given: CancelRequestLink }) {
  const [request, setRequest] = useState(given);
  const progress = useQuery({
    queryKey: ["cancel-progress", request.nonce, request.approvals.length],
    queryFn: async () => (await walletClient()).recovery.readCancelProgress({ request }),
    refetchInterval: refreshMilliseconds,
  });
  const chains = progress.data ?? [];
  const needed = Math.max(0, ...chains.map((chain) => chain.needed));
  const isOver = chains.length > 0 && chains.every(({ status }) => status === "over");
  const isReady = chains.some(({ status }) => status === "ready");
  return (
    <>
      <p className="text-muted">
        Somebody has started a recovery of “{untrustedText(request.accountName)}”. Guardians can stop it before it takes
        effect. Ask your friend first: if the recovery is theirs, close this page.
      </p>
      <div className="rounded-2xl bg-surface px-4 ring-1 ring-line">
        <Facts
          facts={[
            {
              label: "Signed",
              value: `${request.approvals.length} of ${needed || "…"} guardian${needed === 1 ? "" : "s"}`,
            },
            ...(request.approvals.length > 0
              ? [
                  {
                    label: "By",
                    value: <bdi>{request.approvals.map(({ name }) => untrustedText(name)).join(", ")}</bdi>,
                  },
                ]
              : []),
            { label: "Account", value: <FullAddress address={request.address} />, wide: true },
          ]}
        />
      </div>
      {progress.error ? <ErrorNotice error={progress.error} onRetry={() => void progress.refetch()} /> : null}
      {isOver ? (
        <Notice tone="success" announce title="No such recovery is under way any more" data-testid="stop-over">
          It was stopped, replaced or finished. Your guardian card’s page shows what happened.
        </Notice>
      ) : (
        <>
          <TimeLeft chains={chains} />
          {isReady ? null : <Sign request={request} onSigned={setRequest} />}
          {request.approvals.length > 0 && !isReady ? <PassOn request={request} needed={needed} /> : null}
          {chains.map((chain) => (
            <SendStep key={chain.chainId} request={request} chain={chain} onSent={() => void progress.refetch()} />
          ))}
        </>
      )}
      <p className="text-muted text-sm">This page never asks for a seed phrase, a password or money.</p>
    </>
  );
}

function TimeLeft({ chains }: { readonly chains: readonly CancelChainProgress[] }) {
  const [first] = chains.filter(({ readyAt }) => readyAt !== undefined);
  if (first?.readyAt === undefined) return null;
  const left = first.readyAt - first.chainTime;
  return (
    <Notice
      tone="caution"
      title={left > 0 ? `It takes effect in ${formatDuration(left)}` : "It can be finished by anybody now: be quick"}
    />
  );
}

type SignProps = { readonly request: CancelRequestLink; readonly onSigned: (request: CancelRequestLink) => void };

function Sign({ request, onSigned }: SignProps) {
  const [opened, setOpened] = useState<GuardianCard>();
  const kept = useGuardianCards();
  const hasSigned = (card: GuardianCard) => request.approvals.some(({ signer }) => signer === card.guardian.signer);
  const card = opened ?? kept.data?.find((one) => one.address === request.address && !hasSigned(one));
  if (card && hasSigned(card)) return null;
  if (!card) return <OpenCard onCard={setOpened} />;
  const approve = async (key: GuardianKey) => {
    onSigned(await (await walletClient()).recovery.approveCancel({ request, card, key }));
    setOpened(card);
  };
  const approveByContract = async () => {
    onSigned(await (await walletClient()).recovery.approveCancelByContract({ request, card }));
    setOpened(card);
  };
  return (
    <section aria-label="Sign" className="flex flex-col gap-3">
      <p className="text-muted text-sm">You sign as {untrustedText(card.guardian.name)}.</p>
      <ChooseApproval
        request={request}
        card={card}
        verb="Stop it with"
        passkeyLabel="Stop it with your passkey"
        onKey={approve}
        onContract={approveByContract}
      />
    </section>
  );
}

function PassOn({ request, needed }: { readonly request: CancelRequestLink; readonly needed: number }) {
  const link = useQuery({
    queryKey: ["cancel-link", request.nonce, request.approvals.length],
    queryFn: async () => {
      const fragment = await (await walletClient()).recovery.formatCancel({ request });
      return `${window.location.origin}/guardian/stop#${fragment}`;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (link.error) return <ErrorNotice error={link.error} onRetry={() => void link.refetch()} />;
  if (!link.data) return <Skeleton className="h-28 w-full rounded-2xl" />;
  return (
    <Notice
      title={`Send this link to another guardian: ${Math.max(1, needed - request.approvals.length)} more must sign`}
      actions={
        <CopyButton size="small" noun="Link" value={link.data} data-testid="stop-link">
          Copy the link
        </CopyButton>
      }
    >
      It carries the signatures so far, and nothing secret. The last guardian sends it to the network.
    </Notice>
  );
}

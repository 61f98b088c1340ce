"use client";

import { useQuery } from "@tanstack/react-query";
import { PageHeading } from "@/components/PageHeading";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { CardActions } from "@/features/guardian-portal/CardActions";
import { GuardedState } from "@/features/guardian-portal/GuardedState";
import { PortalShell } from "@/features/guardian-portal/PortalShell";
import { Presence } from "@/features/guardian-portal/Presence";
import { untrustedText } from "@/lib/untrustedText";
import { useFragment } from "@/lib/useFragment";
import { walletClient } from "@/lib/walletClient";

/** The owner asks whether a guardian is still there; one signature answers. The newest card is here to be kept as well. */
export function StillHere() {
  const inviteId = useFragment();
  const query = useQuery({
    queryKey: ["guardian-invite", inviteId],
    queryFn: async () => (await walletClient()).guardians.readInvite({ inviteId: inviteId ?? "" }),
    enabled: Boolean(inviteId),
    retry: false,
  });
  const { data: invite, error } = query;
  return (
    <PortalShell>
      <div className="flex animate-rise flex-col gap-6">
        <PageHeading className="text-3xl leading-tight">Are you still there?</PageHeading>
        {inviteId === "" ? (
          <Notice tone="caution" title="Part of the link is missing">
            Copy the whole link from your friend’s message and open it again.
          </Notice>
        ) : error ? (
          <ErrorNotice error={error} onRetry={() => void query.refetch()} />
        ) : !invite ? (
          <Skeleton className="h-48 w-full rounded-2xl" />
        ) : invite.card ? (
          <>
            <p className="text-muted">
              The owner of “{untrustedText(invite.accountName)}” asks whether you can still help. You sign; nothing is
              paid, and nothing else happens.
            </p>
            <Presence card={invite.card} />
            <GuardedState card={invite.card} />
            <p className="text-muted text-sm">Keep your newest card. An older one may no longer count.</p>
            <CardActions card={invite.card} />
          </>
        ) : (
          <Notice tone="caution" title="You guard nobody by this link yet">
            Your friend has not finished. Open the link of your invite.
          </Notice>
        )}
        <p className="text-muted text-sm">This page never asks for a seed phrase, a password or money.</p>
      </div>
    </PortalShell>
  );
}

"use client";

import { UserPlus } from "lucide-react";
import { useState } from "react";
import { PageShell } from "@/components/PageShell";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { PendingChanges } from "@/features/changes";
import { ErrorNotice } from "@/features/errors";
import { AddGuardian } from "@/features/guardians/AddGuardian";
import { ChangeGuardians } from "@/features/guardians/ChangeGuardians";
import { GuardianList } from "@/features/guardians/GuardianList";
import { HandOverCards } from "@/features/guardians/HandOverCards";
import { hasSameMembers } from "@/features/guardians/hasSameMembers";
import { InviteList } from "@/features/guardians/InviteList";
import { listSilent } from "@/features/guardians/presence";
import { ScheduledChange } from "@/features/guardians/ScheduledChange";
import { SetFirst } from "@/features/guardians/SetFirst";
import { SignAgain } from "@/features/guardians/SignAgain";
import { useAnnounced } from "@/features/guardians/useAnnounced";
import { useGuardians } from "@/features/guardians/useGuardians";
import { useAccount } from "@/features/session";
import { untrustedText } from "@/lib/untrustedText";

const announcedKinds = ["first-guardians", "guardians"];

/** The people who can give the account a new key together: who they are, who is invited, what is about to change. */
export function Guardians() {
  const account = useAccount();
  const { state, invites, chain, error, retry, refresh } = useGuardians(account);
  const [isAdding, setAdding] = useState(false);
  const announced = useAnnounced(account, chain?.chainId);
  const { data } = state;
  const draft = data?.book.draft ?? [];
  const current = data?.book.current?.members ?? [];
  const count = data?.book.current?.config.commitments.length ?? 0;
  const isChanged = !hasSameMembers(draft, current);
  const signs = { invites: invites.data ?? [], given: data?.book.given };
  const silent = invites.data ? listSilent(data?.book.current, signs, Date.now()) : [];
  const canSign =
    (data?.status === "none" && (isChanged || !data.needsSigning)) || (data?.status === "signed" && isChanged);
  return (
    <PageShell title="Guardians" back="/security">
      {data && chain ? <ScheduledChange account={account} chain={chain} state={data} onChanged={refresh} /> : null}
      <p className="text-muted">
        Guardians are people you trust. If you lose everything, as many of them as you choose can give your account a
        new key. They cannot spend your money.
      </p>
      {error ? <ErrorNotice error={error} onRetry={retry} /> : null}
      {data?.needsSigning && chain ? (
        <SignAgain account={account} chainId={chain.chainId} isActiveHere={data.status === "active"} onDone={refresh} />
      ) : null}
      {data && !(data.needsSigning && data.status === "none") ? (
        <Status status={data.status} count={count} threshold={data.book.current?.config.threshold ?? 0} />
      ) : null}
      {count > current.length ? (
        <Notice tone="caution" title={`Who guards you is known to ${count - current.length} of them only`}>
          The account came back by its guardians, and the networks keep no names. They still count. A change below
          leaves out whoever is not in the list, so invite them again.
        </Notice>
      ) : null}
      {silent.length > 0 ? (
        <Notice
          tone="caution"
          title={`No sign for half a year: ${silent.map(({ name }) => untrustedText(name)).join(", ")}`}
          data-testid="guardians-silent"
        >
          Ask them now whether they still have their key. Replace who does not answer.
        </Notice>
      ) : null}
      <PendingChanges
        account={account}
        kinds={announcedKinds}
        describe={({ waitId, facts }) =>
          waitId === announced?.wait.waitId
            ? "It is for the list below, as it is now."
            : `For another list than the one below: ${facts.guardians} guardians, of whom ${facts.threshold} are needed. What is below has to be announced too.`
        }
      />
      {data ? (
        <GuardianList account={account} entries={draft} signs={signs} cards={data.cards} onChanged={refresh} />
      ) : error ? null : (
        <Skeleton className="h-40 w-full rounded-2xl" />
      )}
      {data && (data.status === "active" || data.status === "signed") ? (
        <HandOverCards account={account} state={data} onChanged={refresh} />
      ) : null}
      {invites.data ? (
        <InviteList account={account} invites={invites.data} known={draft} onChanged={refresh} />
      ) : invites.error ? (
        <ErrorNotice error={invites.error} onRetry={() => void invites.refetch()} />
      ) : null}
      <Button
        variant="secondary"
        size="large"
        block
        icon={<UserPlus aria-hidden="true" className="size-5" />}
        onClick={() => setAdding(true)}
        data-testid="guardians-add"
      >
        Add a guardian
      </Button>
      <AddGuardian account={account} open={isAdding} onClose={() => setAdding(false)} onChanged={refresh} />
      {canSign && chain && draft.length > 0 ? (
        <SetFirst
          account={account}
          chainId={chain.chainId}
          count={draft.length}
          announced={announced}
          onDone={refresh}
        />
      ) : null}
      {data?.status === "active" && chain && !data.scheduled ? (
        <ChangeGuardians account={account} chain={chain} state={data} announced={announced} onDone={refresh} />
      ) : null}
    </PageShell>
  );
}

type StatusProps = { readonly status: string; readonly count: number; readonly threshold: number };

function Status({ status, count, threshold }: StatusProps) {
  if (status === "active" || status === "signed") {
    return (
      <Notice
        tone="success"
        title={
          count === 1
            ? "Your guardian can bring your account back"
            : `${threshold} of ${count} guardians can bring your account back`
        }
        data-testid="guardians-status"
      >
        {status === "signed"
          ? "You have signed. They are put on the network with your account’s next step there; their cards work from now on."
          : "They take 48 hours, in which you are told and can stop them."}
      </Notice>
    );
  }
  if (status === "unknown") {
    return (
      <Notice tone="caution" title="These guardians were set on another device">
        They come here when that device shares them. Open it, and look here again.
      </Notice>
    );
  }
  return (
    <Notice tone="caution" title="Nobody can help you yet" data-testid="guardians-status">
      Three people who do not know each other are a good choice, two of whom are needed.
    </Notice>
  );
}

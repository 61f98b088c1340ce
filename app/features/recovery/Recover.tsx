"use client";

import type { StartSoloRecoveryReturnType } from "@tandem/client";
import type { GuardianCard } from "@tandem/protocol";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { Announce } from "@/components/Announce";
import { EntryShell } from "@/components/EntryShell";
import { FullAddress } from "@/components/FullAddress";
import { PageHeading } from "@/components/PageHeading";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Facts } from "@/components/ui/Facts";
import { Field, inputLook } from "@/components/ui/Field";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { CardInput } from "@/features/guardian-portal";
import { KitLost } from "@/features/recovery/KitLost";
import { KitStep } from "@/features/recovery/KitStep";
import { Progress } from "@/features/recovery/Progress";
import { deviceName } from "@/lib/deviceName";
import { untrustedText } from "@/lib/untrustedText";
import { walletClient } from "@/lib/walletClient";

const recoveriesKey = ["recoveries"];

/** "I lost everything": a card, a new key, a link for the guardians, and then where it stands. Reloads go on here. */
export function Recover() {
  const cache = useQueryClient();
  const recoveries = useQuery({
    queryKey: recoveriesKey,
    queryFn: async () => (await walletClient()).recovery.list(),
  });
  const [kit, setKit] = useState<StartSoloRecoveryReturnType["kit"]>();
  const refresh = () => cache.invalidateQueries({ queryKey: recoveriesKey });
  const [record] = recoveries.data ?? [];
  if (recoveries.error)
    return (
      <EntryShell>
        <ErrorNotice error={recoveries.error} onRetry={() => void recoveries.refetch()} />
      </EntryShell>
    );
  if (!recoveries.data)
    return (
      <EntryShell>
        <Skeleton className="h-64 w-full rounded-2xl" />
      </EntryShell>
    );
  if (record && kit && !record.isKitKept) return <KitStep record={record} kit={kit} onKept={() => void refresh()} />;
  // The code is shown once: closed before it was kept, the key could never sign.
  if (record && !record.isKitKept) return <KitLost record={record} onDiscarded={() => void refresh()} />;
  if (record) return <Progress record={record} onDiscarded={() => void refresh()} />;
  return (
    <Begin
      onStarted={(started) => {
        setKit(started.kit);
        void refresh();
      }}
    />
  );
}

const words = {
  passkey: "Confirm with your passkey",
  key: "Making a new key",
  sealing: "Sealing it",
  done: "Done",
} as const;

type Started = { readonly kit: StartSoloRecoveryReturnType["kit"] | undefined };

function Begin({ onStarted }: { readonly onStarted: (started: Started) => void }) {
  const [card, setCard] = useState<GuardianCard>();
  const [requester, setRequester] = useState("");
  const [isAlone, setAlone] = useState(false);
  const [step, setStep] = useState<keyof typeof words>("passkey");
  const start = useMutation({
    mutationFn: async (of: GuardianCard) => {
      const { recovery } = await walletClient();
      const parameters = { card: of, requester, deviceName: deviceName(), onProgress: setStep };
      return isAlone ? recovery.startSolo(parameters) : { record: await recovery.start(parameters), kit: undefined };
    },
    onSuccess: onStarted,
  });
  const isUnreachable = start.error instanceof Error && start.error.name === "ServiceUnreachableError";
  if (!card) {
    return (
      <EntryShell>
        <div className="flex animate-rise flex-col gap-6">
          <div className="flex flex-col items-start gap-2">
            <ButtonLink href="/" variant="ghost" size="icon" aria-label="Back" className="-ms-3">
              <ArrowLeft aria-hidden="true" className="size-5" />
            </ButtonLink>
            <PageHeading className="text-3xl leading-tight">Get your account back</PageHeading>
          </div>
          <p className="text-muted">
            Call one of your guardians and ask for their guardian card. Any one of them will do: it says which account
            is yours.
          </p>
          <CardInput onCard={setCard} />
        </div>
      </EntryShell>
    );
  }
  return (
    <EntryShell>
      <form
        className="flex animate-rise flex-col gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          if (!start.isPending) start.mutate(card);
        }}
      >
        <PageHeading className="text-3xl leading-tight">Make a new key</PageHeading>
        <div className="rounded-2xl bg-surface px-4 ring-1 ring-line">
          <Facts
            facts={[
              { label: "Account", value: <bdi>{untrustedText(card.accountName)}</bdi> },
              { label: "Guardians", value: `${card.config.threshold} of ${card.config.commitments.length}` },
              { label: "Address", value: <FullAddress address={card.address} />, wide: true },
            ]}
          />
        </div>
        <Field label="Your name" hint="Your guardians see it. They will call you before they approve.">
          {(attributes) => (
            <input
              {...attributes}
              className={inputLook}
              value={requester}
              maxLength={64}
              autoComplete="name"
              onChange={(event) => setRequester(event.target.value)}
            />
          )}
        </Field>
        {isAlone ? (
          <Notice title="The key is made on this device, without our server">
            It comes in two parts: one opens with a new passkey, the other is a backup kit that you keep.
          </Notice>
        ) : null}
        <Button type="submit" size="large" block busy={start.isPending} disabled={requester.trim() === ""}>
          {start.isPending ? words[step] : "Make the key with a passkey"}
        </Button>
        <Announce>{start.isPending ? words[step] : ""}</Announce>
        {isUnreachable && !isAlone ? (
          <Notice
            tone="caution"
            announce
            title="Our server does not answer"
            actions={
              <Button
                size="small"
                onClick={() => {
                  setAlone(true);
                  start.reset();
                }}
                data-testid="recover-alone"
              >
                Go on without it
              </Button>
            }
          >
            You do not need it: your guardians and the network are enough.
          </Notice>
        ) : start.isError ? (
          <ErrorNotice error={start.error} />
        ) : null}
      </form>
    </EntryShell>
  );
}

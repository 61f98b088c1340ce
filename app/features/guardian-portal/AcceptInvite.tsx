"use client";

import type { GuardianKey } from "@tandem/client";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { FullAddress } from "@/components/FullAddress";
import { PageHeading } from "@/components/PageHeading";
import { SixWords } from "@/components/SixWords";
import { Facts } from "@/components/ui/Facts";
import { Field, inputLook } from "@/components/ui/Field";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { describeError, ErrorNotice } from "@/features/errors";
import { CardActions } from "@/features/guardian-portal/CardActions";
import { ChooseKey } from "@/features/guardian-portal/ChooseKey";
import { PortalShell } from "@/features/guardian-portal/PortalShell";
import { untrustedText } from "@/lib/untrustedText";
import { useFragment } from "@/lib/useFragment";
import { walletClient } from "@/lib/walletClient";

const refreshMilliseconds = 5_000;

/** For the person who was invited: who asks, what it means, and one choice. Needs no account. */
export function AcceptInvite() {
  const inviteId = useFragment();
  const query = useQuery({
    queryKey: ["guardian-invite", inviteId],
    queryFn: async () => (await walletClient()).guardians.readInvite({ inviteId: inviteId ?? "" }),
    enabled: inviteId !== undefined && inviteId !== "",
    retry: false,
    // The card comes once the owner has finished.
    refetchInterval: ({ state }) =>
      state.data?.status === "accepted" && !state.data.card ? refreshMilliseconds : false,
  });
  const { data: invite, error } = query;
  if (inviteId === "") return <Broken />;
  if (error) {
    return (
      <PortalShell>
        <PageHeading className="mb-6 text-3xl">This invite does not open</PageHeading>
        {describeError(error).code === "unknown_id" ? (
          <Notice tone="caution" title="It was withdrawn, or the link has a mistake">
            Ask your friend to send you a new link.
          </Notice>
        ) : (
          <ErrorNotice error={error} onRetry={() => void query.refetch()} />
        )}
      </PortalShell>
    );
  }
  if (!invite || !inviteId) {
    return (
      <PortalShell>
        <PageHeading className="sr-only">Be a guardian</PageHeading>
        <Skeleton className="h-64 w-full rounded-2xl" />
      </PortalShell>
    );
  }
  const name = untrustedText(invite.accountName);
  if (invite.status === "expired") {
    return (
      <PortalShell>
        <PageHeading className="mb-6 text-3xl">This invite has run out</PageHeading>
        <Notice tone="caution" title="Nothing was changed">
          Ask the owner of “{name}” to send you a new link.
        </Notice>
      </PortalShell>
    );
  }
  return (
    <PortalShell>
      <div className="flex animate-rise flex-col gap-6">
        {invite.status === "accepted" ? (
          <Accepted inviteId={inviteId} invite={invite} name={name} />
        ) : (
          <Open inviteId={inviteId} invite={invite} name={name} onDone={() => void query.refetch()} />
        )}
      </div>
    </PortalShell>
  );
}

type Invite = Awaited<ReturnType<Awaited<ReturnType<typeof walletClient>>["guardians"]["readInvite"]>>;
type PartProps = { readonly inviteId: string; readonly invite: Invite; readonly name: string };

function Open({ inviteId, invite, name, onDone }: PartProps & { readonly onDone: () => void }) {
  const [ownName, setOwnName] = useState("");
  const [isMissing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const accept = async (key: GuardianKey) => {
    const { guardians } = await walletClient();
    await guardians.accept({ inviteId, address: invite.address, name: ownName.trim(), key });
    onDone();
  };
  const checkName = () => {
    const hasName = ownName.trim() !== "";
    setMissing(!hasName);
    if (!hasName) field.current?.focus();
    return hasName;
  };
  return (
    <>
      <PageHeading className="text-3xl leading-tight">Be a guardian of “{name}”</PageHeading>
      <p className="text-muted">
        If your friend ever loses every device, you can give the account a new key, mostly together with others. You
        cannot spend the money, and it costs you nothing.
      </p>
      <Field
        label="Your name"
        hint="So that your friend knows who answered."
        error={isMissing && ownName.trim() === "" ? "Write your name first." : undefined}
      >
        {(attributes) => (
          <input
            {...attributes}
            ref={field}
            className={inputLook}
            value={ownName}
            maxLength={64}
            autoComplete="name"
            onChange={(event) => setOwnName(event.target.value)}
          />
        )}
      </Field>
      <ChooseKey
        verb="Accept with"
        check={checkName}
        passkey={{
          label: "Accept with a new passkey",
          get: async () => (await walletClient()).guardians.createPasskey({ accountName: invite.accountName }),
        }}
        onKey={accept}
      />
      <Facts facts={[{ label: "Account", value: <FullAddress address={invite.address} />, wide: true }]} />
      <p className="text-muted text-sm">
        This page never asks for a seed phrase, a password or money. Nobody who helps you will.
      </p>
    </>
  );
}

function Accepted({ inviteId, invite, name }: PartProps) {
  const { acceptance, card, address } = invite;
  const words = useQuery({
    queryKey: ["guardian-words", inviteId, acceptance?.signer],
    queryFn: async () =>
      (await walletClient()).guardians.getWords({ inviteId, address, signer: acceptance?.signer ?? "0x" }),
    enabled: acceptance !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <>
      <PageHeading className="text-3xl leading-tight">You said yes</PageHeading>
      <p className="text-muted">
        Call the owner of “{name}” and read these words to each other. If they are the same on both screens, nobody has
        come between you.
      </p>
      {words.data ? (
        <SixWords words={words.data} label="Words to compare" />
      ) : words.error ? (
        <ErrorNotice error={words.error} onRetry={() => void words.refetch()} />
      ) : (
        <Skeleton className="h-36 w-full rounded-2xl" />
      )}
      {card ? (
        <>
          <Notice tone="success" title="Your guardian card is ready">
            Keep it with your papers. It holds no secret, and with it you can help as long as this web site opens, even
            if the server behind it is gone.
          </Notice>
          <CardActions card={card} />
        </>
      ) : (
        <Notice title="Your guardian card comes when your friend has finished" announce>
          Keep this page, or open the same link again later.
        </Notice>
      )}
    </>
  );
}

function Broken() {
  return (
    <PortalShell>
      <PageHeading className="mb-6 text-3xl">This link is not complete</PageHeading>
      <Notice tone="caution" title="Part of the link is missing">
        Copy the whole link from your friend’s message and open it again.
      </Notice>
    </PortalShell>
  );
}

"use client";

import type { GuardianState, StoredAccount } from "@tandem/client";
import type { GuardianCard } from "@tandem/protocol";
import { useMutation, useQuery } from "@tanstack/react-query";
import { DownloadButton } from "@/components/DownloadButton";
import { Button } from "@/components/ui/Button";
import { CopyButton } from "@/components/ui/CopyButton";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { untrustedText } from "@/lib/untrustedText";
import { walletClient } from "@/lib/walletClient";

export type HandOverCardsProps = {
  readonly account: StoredAccount;
  readonly state: GuardianState;
  readonly onChanged: () => void;
};

/** After every change of guardians or threshold the owner is asked to give out the new cards, until all have theirs. */
export function HandOverCards({ account, state, onChanged }: HandOverCardsProps) {
  const { accountId } = account;
  const members = state.book.current?.members ?? [];
  const waiting = members.filter(({ signer }) => state.cards[signer] !== "current");
  const send = useMutation({
    mutationFn: async () => (await walletClient()).guardians.sendCards({ accountId }),
    onSuccess: onChanged,
  });
  const cards = useQuery({
    queryKey: ["guardians", accountId, "cards", state.book.current?.configEpoch],
    queryFn: async () => (await walletClient()).guardians.getCards({ accountId }),
    enabled: waiting.length > 0,
  });
  if (waiting.length === 0) return null;
  const byLink = waiting.filter(({ inviteId }) => inviteId !== undefined);
  const byHand = waiting.filter(({ inviteId }) => inviteId === undefined);
  const isOld = waiting.some(({ signer }) => state.cards[signer] === "old");
  return (
    <section aria-labelledby="cards" className="flex flex-col gap-3" data-testid="guardian-cards">
      <h2 id="cards" className="font-semibold">
        {isOld ? "New cards for your guardians" : "Cards for your guardians"}
      </h2>
      <p className="text-muted text-sm">
        A card holds what a guardian needs to help you, as long as our web site opens, even if the server behind it is
        gone.
        {isOld ? " The list has changed, so the cards from before may not count." : ""}
      </p>
      {byLink.length > 0 ? (
        <Notice
          tone="caution"
          title={`Not sent yet: ${byLink.map(({ name }) => untrustedText(name)).join(", ")}`}
          actions={
            <Button size="small" busy={send.isPending} onClick={() => send.mutate()} data-testid="guardian-cards-send">
              Send the cards
            </Button>
          }
        >
          They find it behind the link of their invite.
        </Notice>
      ) : null}
      {cards.error ? <ErrorNotice error={cards.error} onRetry={() => void cards.refetch()} /> : null}
      {send.isError ? <ErrorNotice error={send.error} /> : null}
      {byHand.length > 0 && !cards.data && !cards.error ? <Skeleton className="h-24 w-full rounded-2xl" /> : null}
      {byHand.length > 0 && cards.data ? (
        <ul aria-label="Hand over" className="divide-y divide-line rounded-2xl bg-surface px-4 ring-1 ring-line">
          {byHand.map(({ signer, name }) => {
            const card = cards.data.find(({ guardian }) => guardian.signer === signer);
            return card ? (
              <HandOver key={signer} account={account} card={card} name={untrustedText(name)} onGiven={onChanged} />
            ) : null;
          })}
        </ul>
      ) : null}
    </section>
  );
}

type HandOverProps = {
  readonly account: StoredAccount;
  readonly card: GuardianCard;
  readonly name: string;
  readonly onGiven: () => void;
};

/** A guardian that was added by address: its card goes by hand. */
function HandOver({ account, card, name, onGiven }: HandOverProps) {
  const { accountId } = account;
  const { signer } = card.guardian;
  const formatted = useQuery({
    queryKey: ["guardian-card", card.address, signer, card.issuedAt],
    queryFn: async () => (await walletClient()).guardians.formatCard({ card }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const give = useMutation({
    mutationFn: async () => (await walletClient()).guardians.markCardGiven({ accountId, signer }),
    onSuccess: onGiven,
  });
  const { file, fragment } = formatted.data ?? {};
  return (
    <li className="flex flex-col gap-2 py-3.5 text-sm">
      <bdi className="font-medium">{name}</bdi>
      {file !== undefined ? (
        <span className="flex flex-wrap gap-2">
          <CopyButton
            size="small"
            variant="secondary"
            noun="Card link"
            value={`${window.location.origin}/guardian/card#${fragment}`}
          >
            Copy the card’s link
          </CopyButton>
          <DownloadButton size="small" variant="secondary" text={file} fileName={`guardian-card-${name}.json`}>
            Save as a file
          </DownloadButton>
          <Button size="small" busy={give.isPending} onClick={() => give.mutate()} data-testid="guardian-card-given">
            {name} has it
          </Button>
        </span>
      ) : null}
      {formatted.error ? <ErrorNotice error={formatted.error} onRetry={() => void formatted.refetch()} /> : null}
      {give.isError ? <ErrorNotice error={give.error} /> : null}
    </li>
  );
}

"use client";

import type { GuardianCard } from "@tandem/protocol";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Bookmark } from "lucide-react";
import { DownloadButton } from "@/components/DownloadButton";
import { Button, ButtonLink } from "@/components/ui/Button";
import { CopyButton } from "@/components/ui/CopyButton";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { walletClient } from "@/lib/walletClient";

/** Ways to keep a card: in this browser, as a file, as a link. */
export function CardActions({ card }: { readonly card: GuardianCard }) {
  const formatted = useQuery({
    queryKey: ["guardian-card", card.address, card.guardian.signer, card.issuedAt],
    queryFn: async () => (await walletClient()).guardians.formatCard({ card }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const save = useMutation({ mutationFn: async () => (await walletClient()).guardians.saveCard({ card }) });
  if (formatted.error) return <ErrorNotice error={formatted.error} onRetry={() => void formatted.refetch()} />;
  if (!formatted.data) return <Skeleton className="h-28 w-full rounded-2xl" />;
  const { file, fragment } = formatted.data;
  return (
    <div className="flex flex-col gap-3">
      <DownloadButton size="large" block text={file} fileName={`guardian-card-${card.address.slice(2, 8)}.json`}>
        Save the card as a file
      </DownloadButton>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        <Button
          variant="secondary"
          busy={save.isPending}
          icon={<Bookmark aria-hidden="true" className="size-4" />}
          onClick={() => save.mutate()}
          data-testid="card-keep"
        >
          {save.isSuccess ? "Kept in this browser" : "Keep in this browser"}
        </Button>
        <CopyButton variant="secondary" noun="Card link" value={`${window.location.origin}/guardian/card#${fragment}`}>
          Copy its link
        </CopyButton>
      </div>
      {save.isSuccess ? (
        <ButtonLink href="/guardian" variant="ghost" className="self-center">
          People you guard
        </ButtonLink>
      ) : null}
      {save.isError ? <ErrorNotice error={save.error} /> : null}
    </div>
  );
}

"use client";

import type { Call, PreparedOperation, StoredAccount } from "@tandem/client";
import type { ChainConfig } from "@tandem/protocol";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { toast } from "@/components/ui/Toaster";
import { describeCall, useChain } from "@/features/assets";
import { ErrorNotice } from "@/features/errors";
import { useReviewedOperation } from "@/features/operations";
import { ReviewOperation } from "@/features/review";
import { formatDateTime } from "@/lib/format";
import { useNow } from "@/lib/useNow";

export type OwnOperationProps = {
  readonly account: StoredAccount;
  readonly chain: ChainConfig;
  readonly title: string;
  /** Names what is done: another name is prepared anew. */
  readonly name: string;
  readonly open: boolean;
  readonly getCalls: () => Promise<readonly Call[]>;
  /** Begins the wait of a change that the co-signer signs only a day after it was announced. */
  readonly onAnnounce?: (() => Promise<void>) | undefined;
  /** When it is signed, once it was announced. */
  readonly announcedFor?: number | undefined;
  /** Before the passkey is asked for. */
  readonly onConfirm?: (() => Promise<void>) | undefined;
  /** It did not get to the end here. */
  readonly onFailed?: ((prepared: PreparedOperation) => Promise<void>) | undefined;
  readonly onClose: () => void;
  /** The operation is on the chain. */
  readonly onDone: () => Promise<void> | void;
};

/** One operation of the account on itself: reviewed, confirmed, awaited. */
export function OwnOperation({ title, open, onClose, onAnnounce, announcedFor, ...props }: OwnOperationProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <OwnReview
        {...props}
        onClose={onClose}
        announcement={onAnnounce && <Announcement announcedFor={announcedFor} onAnnounce={onAnnounce} />}
      />
    </Dialog>
  );
}

type OwnReviewProps = Omit<OwnOperationProps, "title" | "open" | "onAnnounce" | "announcedFor"> & {
  /** Shown where the change has to wait. */
  readonly announcement: ReactNode;
};

function OwnReview(props: OwnReviewProps) {
  const { account, chain, name, getCalls, announcement, onConfirm, onFailed, onClose, onDone } = props;
  const { assets } = useChain();
  const { accountId } = account;
  const { chainId } = chain;
  const { prepared, stage, failure, confirm } = useReviewedOperation({
    accountId,
    chainId,
    name: [name],
    getCalls,
    onConfirm,
    onFailed,
    onDone: async ({ calls: [call] }) => {
      await onDone();
      const description = call && describeCall({ call, chainId, assets, own: account.address });
      toast(description?.kind === "own" ? description.done : "Done");
    },
  });
  if (!prepared.data) {
    return prepared.isError ? (
      <ErrorNotice error={prepared.error} onRetry={() => void prepared.refetch()} />
    ) : (
      <Skeleton className="h-64 w-full rounded-2xl" />
    );
  }
  return (
    <>
      {prepared.data.preview.rules.some((rule) => rule.name === "wait-required") ? announcement : null}
      <ReviewOperation
        key={prepared.data.userOpHash}
        prepared={prepared.data}
        account={account}
        assets={assets}
        chainName={chain.name}
        checks={[]}
        stage={stage}
        onConfirm={(answer) => void confirm(answer)}
        onChange={onClose}
        notice={failure ? <ErrorNotice error={failure} /> : undefined}
      />
    </>
  );
}

type AnnouncementProps = {
  readonly announcedFor: number | undefined;
  readonly onAnnounce: () => Promise<void>;
};

function Announcement({ announcedFor, onAnnounce }: AnnouncementProps) {
  const announce = useMutation({ mutationFn: onAnnounce });
  const now = useNow();
  // One whose day is over and that is refused all the same was for another state of the account.
  const isAnnounced = announcedFor !== undefined && announcedFor > now;
  if (isAnnounced)
    return (
      <Notice tone="caution" announce title={`Announced. Possible from ${formatDateTime(announcedFor)}`}>
        Until then you can stop it on every device. You may close this: the change is here when you come back.
      </Notice>
    );
  return (
    <>
      <Notice
        tone="caution"
        title="First the change is announced, for 24 hours"
        actions={
          <Button
            size="small"
            busy={announce.isPending}
            onClick={() => announce.mutate()}
            data-testid="guardians-announce"
          >
            Begin the 24 hours
          </Button>
        }
      >
        Until then you can stop it on every device. After that you confirm it here.
      </Notice>
      {announce.error ? <ErrorNotice error={announce.error} /> : null}
    </>
  );
}

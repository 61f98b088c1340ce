"use client";

import type { RecoveryProgressReport, RecoveryRecord } from "@tandem/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { TaskShell } from "@/components/TaskShell";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { Spinner } from "@/components/ui/Spinner";
import { toast } from "@/components/ui/Toaster";
import { ErrorNotice } from "@/features/errors";
import { useSession } from "@/features/session";
import { walletClient } from "@/lib/walletClient";

const pollMilliseconds = 1_500;

type HandingOverProps = {
  readonly record: RecoveryRecord;
  /** The request is gone from this device. */
  readonly onGiveUp: () => Promise<unknown>;
};

/** Signed: the network takes it over, and this device goes on with the new key. Closed in between, it goes on here. */
export function HandingOver({ record: { id, accountId }, onGiveUp }: HandingOverProps) {
  const router = useRouter();
  const { enter } = useSession();
  const send = useMutation({ mutationFn: async () => (await walletClient()).recovery.sendHandOver({ id }) });
  const finish = useMutation({
    mutationFn: async () => {
      const { recovery } = await walletClient();
      await recovery.finish({ id });
      await recovery.discard({ id });
      await enter({ accountId });
    },
    onSuccess: () => {
      toast("Your account has a key with our server");
      router.replace("/");
    },
  });
  const progress = useQuery({
    queryKey: ["recovery", id],
    queryFn: async () => (await walletClient()).recovery.getProgress({ id }),
    refetchInterval: pollMilliseconds,
    enabled: finish.isIdle,
  });
  const isReady = progress.data?.isTakenOver === true && progress.data.chains.some(({ status }) => status === "done");
  const giveUp = useMutation({
    mutationFn: async () => (await walletClient()).recovery.discard({ id }),
    onSuccess: onGiveUp,
  });
  const { mutate: sendAgain } = send;
  const { mutate: finishNow } = finish;
  // The answer to the first time may have been lost.
  useEffect(() => sendAgain(), [sendAgain]);
  useEffect(() => {
    if (isReady) finishNow();
  }, [isReady, finishNow]);

  if (progress.data && isOver(progress.data))
    return (
      <TaskShell title="This signature came too late">
        <p className="-mt-3 text-muted leading-relaxed">
          The account was given to another key since, so the new key that you made here owns nothing. If you hold the
          account’s present key, begin again with it. If you do not know who changed it, ask your guardians to bring the
          account back.
        </p>
        {giveUp.error ? <ErrorNotice error={giveUp.error} /> : null}
        <div className="mt-auto flex flex-col gap-3">
          <Button size="large" block busy={giveUp.isPending} onClick={() => giveUp.mutate()} data-testid="begin-again">
            Begin again
          </Button>
          <ButtonLink href="/recover" size="large" block variant="secondary">
            Ask your guardians
          </ButtonLink>
        </div>
      </TaskShell>
    );
  return (
    <TaskShell title="Handing the account over">
      <div role="status" className="flex items-center gap-3 text-muted">
        <Spinner />
        <p>The network takes it in. This takes a few seconds; you may close this page and come back.</p>
      </div>
      <Notice title="Until then the present key counts">
        Keep its backup kit until the wallet asks for a new one.
      </Notice>
      {finish.error ? (
        <ErrorNotice error={finish.error} onRetry={() => finish.mutate()} />
      ) : send.error && !isReady ? (
        <ErrorNotice error={send.error} onRetry={() => send.mutate()} />
      ) : null}
    </TaskShell>
  );
}

/** What was signed counts on no network any more. One that does not answer could still take it. */
function isOver({ chains, silentChains }: RecoveryProgressReport): boolean {
  return silentChains.length === 0 && chains.every(({ status }) => status === "dead");
}

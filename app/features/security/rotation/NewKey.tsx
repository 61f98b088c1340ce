"use client";

import type { RotationStep, StoredAccount } from "@tandem/client";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { Announce } from "@/components/Announce";
import { PasswordField } from "@/components/PasswordField";
import { type Step, Steps } from "@/components/Steps";
import { TaskShell } from "@/components/TaskShell";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { useChain } from "@/features/assets";
import { useWaits } from "@/features/changes";
import { ErrorNotice } from "@/features/errors";
import { useAction } from "@/features/key";
import { useServiceAccount } from "@/features/limits";
import { spreadState } from "@/features/security/rotation/spreadState";
import { useAccount } from "@/features/session";
import { formatDate, formatTime } from "@/lib/format";
import { useNow } from "@/lib/useNow";

const titles: readonly { readonly id: RotationStep; readonly title: string }[] = [
  { id: "key-1", title: "Make a new key with the server" },
  { id: "passkey", title: "Confirm with your passkey" },
  { id: "testing", title: "Test the new key" },
  { id: "signing", title: "Hand the account over" },
];

/** A new key for the account, at the same address: ask, wait or have it confirmed, make it, see it reach the networks. */
export function NewKey() {
  const account = useAccount();
  const service = useServiceAccount(account);
  const waits = useWaits(account);
  const [madeAt, setMadeAt] = useState<number>();
  const rotation = service.data?.rotation;
  const isUnfinished = rotation?.status === "signed" || rotation?.status === "keyed" || rotation?.status === "started";
  // Made before this page was opened. It stays on the screen when the last network has it.
  if (rotation?.status === "spreading" && madeAt === undefined) setMadeAt(0);
  if (madeAt !== undefined) return <Spread account={account} madeAt={madeAt} />;
  if (!service.data || !waits.data) {
    const error = service.error ?? waits.error;
    return (
      <TaskShell title="New key">
        {error ? (
          <ErrorNotice error={error} onRetry={() => void Promise.all([service.refetch(), waits.refetch()])} />
        ) : (
          <Skeleton className="h-40 w-full rounded-2xl" />
        )}
      </TaskShell>
    );
  }
  const wait = waits.data.find(({ kind, isOwn }) => kind === "rotation" && isOwn);
  if (!wait && !isUnfinished) return <Ask account={account} />;
  return (
    <Make account={account} readyAt={isUnfinished ? 0 : (wait?.readyAt ?? 0)} onMade={() => setMadeAt(Date.now())} />
  );
}

function Ask({ account }: { readonly account: StoredAccount }) {
  const { accountId } = account;
  const ask = useAction({ account, run: (client) => client.requestRotation({ accountId }) });
  return (
    <TaskShell title="Make a new key?">
      <p className="text-muted leading-relaxed">
        Do this when a device, a passkey or a backup kit may be in the wrong hands. Your address and your money stay
        where they are. The old key, on every device and in the old kit, is worthless after that.
      </p>
      <Notice tone="info" title="It takes a day, or your other device">
        So that nobody who finds this device unlocked can do it: all your devices are told, and each may stop it. If
        another one says yes, you need not wait.
      </Notice>
      {ask.error ? <ErrorNotice error={ask.error} /> : null}
      <Button
        size="large"
        block
        className="mt-auto"
        busy={ask.isPending}
        onClick={() => ask.mutate()}
        data-testid="new-key-ask"
      >
        Ask for a new key
      </Button>
    </TaskShell>
  );
}

type MakeProps = { readonly account: StoredAccount; readonly readyAt: number; readonly onMade: () => void };

function Make({ account, readyAt, onMade }: MakeProps) {
  const { accountId } = account;
  const now = useNow();
  const [step, setStep] = useState<RotationStep>();
  const [password, setPassword] = useState("");
  const needsPassword = account.unlock === "password";
  const make = useAction({
    account,
    run: (client) => client.rotateKey({ accountId, onProgress: setStep, ...(needsPassword && { password }) }),
    onDone: onMade,
  });
  const isReady = now > 0 && readyAt <= now;
  const current = step === "key-2" ? "key-1" : step;
  const index = titles.findIndex(({ id }) => id === current);
  const steps = titles.map(({ id, title }, i): Step => ({ id, title, state: toState(i, index, make.isError) }));
  return (
    <TaskShell title={isReady ? "Make the new key" : "A day to say no"}>
      {isReady ? null : (
        <Notice tone="info" title={`It can be made on ${formatDate(readyAt)}, ${formatTime(readyAt)}`}>
          Open this wallet on another of your devices and confirm it there, and you can go on at once.
        </Notice>
      )}
      {isReady && (make.isPending || make.isError) ? <Steps steps={steps} label="Making the new key" /> : null}
      {isReady && needsPassword ? (
        <PasswordField value={password} onChange={setPassword} autoComplete="current-password" />
      ) : null}
      <Announce>{make.isPending ? (titles[index]?.title ?? "") : ""}</Announce>
      {make.error ? <ErrorNotice error={make.error} /> : null}
      <Button
        size="large"
        block
        className="mt-auto"
        disabled={!isReady}
        busy={make.isPending}
        icon={<KeyRound aria-hidden="true" className="size-5" />}
        onClick={() => make.mutate()}
        data-testid="new-key-make"
      >
        {make.isError ? "Go on" : "Make the new key"}
      </Button>
    </TaskShell>
  );
}

function toState(index: number, current: number, isFailed: boolean): Step["state"] {
  if (index < current) return "done";
  if (index > current) return "todo";
  return isFailed ? "paused" : "current";
}

const announcements = {
  unknown: "",
  pending: "The new key is being written",
  done: "The new key is written everywhere",
} as const;

type SpreadProps = { readonly account: StoredAccount; readonly madeAt: number };

function Spread({ account, madeAt }: SpreadProps) {
  const { data, error, refetch, dataUpdatedAt } = useServiceAccount(account, { pollMs: 2_000 });
  const { chains } = useChain();
  const state = spreadState({ rotation: data?.rotation, readAt: dataUpdatedAt, madeAt });
  const steps = (data?.rotation?.chains ?? []).map(({ chainId, state }): Step => {
    const title = chains.find((chain) => chain.chainId === chainId)?.name ?? `Network ${chainId}`;
    const detail = {
      done: "The new key owns the account here.",
      undeployed: "Comes with your first payment here.",
      pending: "Being written, paid by the wallet.",
    }[state];
    return { id: String(chainId), title, state: state === "pending" ? "current" : "done", detail };
  });
  return (
    <TaskShell title="You have a new key">
      <Announce>{announcements[state]}</Announce>
      {state === "unknown" && error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {state === "unknown" && !error ? (
        <div role="status">
          <span className="sr-only">Asking how far it has come</span>
          <Skeleton className="h-24 w-full rounded-2xl" />
        </div>
      ) : null}
      {state === "pending" ? (
        <>
          <p className="text-muted leading-relaxed">
            Until a network has it, the old device and the old kit together still own the account there. There is
            nothing for you to do: it goes on by itself, also while this page is closed or a network does not answer.
          </p>
          <Steps steps={steps} label="Networks" />
        </>
      ) : null}
      {state === "done" ? (
        <Notice tone="success" title="It is in place on every network where your account is">
          Your address is the same.
        </Notice>
      ) : null}
      <Notice
        tone="caution"
        title="Burn the old backup kit"
        actions={
          <ButtonLink href="/kit" size="small" variant="secondary">
            Make a new kit
          </ButtonLink>
        }
      >
        It belongs to the old key. Your other devices ask you to update when you next open them.
      </Notice>
      <ButtonLink href="/security" size="large" block className="mt-auto">
        Done
      </ButtonLink>
    </TaskShell>
  );
}

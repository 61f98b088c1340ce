"use client";

import type { FinishRestoreStep, Restore } from "@tandem/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, type RefObject, useState } from "react";
import { Announce } from "@/components/Announce";
import { EntryShell } from "@/components/EntryShell";
import { NewPasswordField } from "@/components/NewPasswordField";
import { PageHeading } from "@/components/PageHeading";
import { Steps } from "@/components/Steps";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { toast } from "@/components/ui/Toaster";
import { ErrorNotice } from "@/features/errors";
import { CodeField, useCodeField } from "@/features/kit/CodeField";
import { GiveUp } from "@/features/kit/GiveUp";
import { useSession } from "@/features/session";
import { formatDate, formatTime, shortAddress } from "@/lib/format";
import { queryKeys } from "@/lib/queryKeys";
import { untrustedText } from "@/lib/untrustedText";
import { useNewPassword } from "@/lib/useNewPassword";
import { useNow } from "@/lib/useNow";
import { walletClient } from "@/lib/walletClient";

export type RestoreFinishProps = {
  readonly restore: Restore;
  /** The code as it was typed in this page; empty after a reload. */
  readonly code: RefObject<string>;
  readonly onDiscard: () => Promise<void>;
  readonly onRefresh: () => void;
};

const labels: Record<FinishRestoreStep, string> = {
  opening: "Opening the kit",
  key: "Making a new key",
  passkey: "Confirm with your passkey",
  testing: "Testing the new key",
  signing: "Handing the account to it",
};
const order = Object.keys(labels) as FinishRestoreStep[]; // the keys of the record above

/** The wait with its countdown, then the new key. */
export function RestoreFinish({ restore, code, onDiscard, onRefresh }: RestoreFinishProps) {
  const now = useNow();
  const isReady = restore.state === "ready" || (restore.readyAt !== undefined && restore.readyAt <= now);
  if (restore.state === "stopped")
    return (
      <Shell title="This restore was stopped" restore={restore}>
        <Notice tone="caution" title="A device of the account said no, or it waited too long">
          If that device is yours, use it. If it is not, start again with your kit, and ask your guardians for help.
        </Notice>
        <StartAgain onDiscard={onDiscard} />
      </Shell>
    );
  if (isReady && restore.state !== "passkey")
    return <Finish restore={restore} code={code} onDiscard={onDiscard} onRefresh={onRefresh} />;
  return (
    <Shell title="Waiting 48 hours" restore={restore}>
      <p className="figures font-semibold text-4xl tracking-tight" role="timer" data-testid="restore-countdown">
        {formatLeft((restore.readyAt ?? now) - now)}
      </p>
      <p className="text-muted leading-relaxed">
        {restore.readyAt ? `Until ${formatDate(restore.readyAt)}, ${formatTime(restore.readyAt)}. ` : ""}
        You can close this page. Come back with this browser and the code of your kit. Until then every device of the
        account can stop it.
      </p>
      <GiveUp onDiscard={onDiscard} hasWaited />
    </Shell>
  );
}

function StartAgain({ onDiscard }: Pick<RestoreFinishProps, "onDiscard">) {
  const discard = useMutation({ mutationFn: onDiscard });
  return (
    <>
      {discard.isError ? <ErrorNotice error={discard.error} /> : null}
      <Button size="large" block busy={discard.isPending} onClick={() => discard.mutate()}>
        Start again
      </Button>
    </>
  );
}

function Finish({ restore, code, onDiscard, onRefresh }: RestoreFinishProps) {
  const { enter } = useSession();
  const router = useRouter();
  const queryClient = useQueryClient();
  const field = useCodeField();
  const password = useNewPassword();
  const [step, setStep] = useState<FinishRestoreStep>();
  const [failure, setFailure] = useState<unknown>();
  const [asksCode, setAsksCode] = useState(code.current === "");

  const finish = async () => {
    // Now: the field leaves the screen with the first step.
    const typed = code.current || field.read();
    setFailure(undefined);
    setStep("opening");
    try {
      const client = await walletClient();
      const account = await client.finishRestore({
        code: typed,
        password: restore.needsPassword ? password.value : undefined,
        onProgress: setStep,
      });
      code.current = "";
      await enter(account);
      queryClient.removeQueries({ queryKey: queryKeys.restore });
      toast("Your account is back");
      router.replace("/");
    } catch (error) {
      setFailure(error);
      setStep(undefined);
      code.current = "";
      setAsksCode(true);
      onRefresh();
    }
  };

  if (step)
    return (
      <Shell title="Bringing your account back" restore={restore}>
        <Steps
          label="Progress"
          steps={order.map((id, index) => ({
            id,
            title: labels[id],
            state: index < order.indexOf(step) ? "done" : id === step ? "current" : "todo",
          }))}
        />
        <Announce>{labels[step]}</Announce>
      </Shell>
    );
  return (
    <Shell title="Bring it back" restore={restore}>
      <p className="text-muted leading-relaxed">
        This device gets a new key at the same address. What a lost device holds, and this kit, then open nothing any
        more: make a new kit right after.
      </p>
      <form
        className="flex flex-col gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          if (!restore.needsPassword || password.accept()) void finish();
        }}
      >
        {asksCode ? <CodeField field={field} onChange={() => setFailure(undefined)} /> : null}
        {restore.needsPassword ? (
          <NewPasswordField
            label="New password of this device"
            hint="At least 10 characters. Your passkey cannot seal the account here, so a password does."
            password={password}
          />
        ) : null}
        {failure ? <ErrorNotice error={failure} /> : null}
        <Button type="submit" size="large" block disabled={asksCode && !field.complete}>
          Bring my account back
        </Button>
        <GiveUp onDiscard={onDiscard} hasWaited={restore.readyAt !== undefined} />
      </form>
    </Shell>
  );
}

type ShellProps = { readonly title: string; readonly restore: Restore; readonly children: ReactNode };

function Shell({ title, restore, children }: ShellProps) {
  return (
    <EntryShell>
      <div key={title} className="flex animate-rise flex-col gap-7">
        <div className="flex flex-col gap-2">
          <PageHeading className="text-3xl">{title}</PageHeading>
          <p className="text-muted">
            <bdi className="font-medium text-ink">{untrustedText(restore.name)}</bdi>{" "}
            <span translate="no" className="font-mono text-sm">
              {shortAddress(restore.address)}
            </span>
          </p>
        </div>
        {children}
      </div>
    </EntryShell>
  );
}

/** `47:59:58`. */
function formatLeft(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1_000));
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

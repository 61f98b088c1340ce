"use client";

import type { KitStatus } from "@tandem/protocol";
import { FileKey, KeyRound, Printer } from "lucide-react";
import { type ReactNode, useState } from "react";
import { DevicePasswordField } from "@/components/DevicePasswordField";
import { TaskShell } from "@/components/TaskShell";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { formatDate, formatTime } from "@/lib/format";

export type KitIntroProps = {
  readonly status: KitStatus | undefined;
  /** The last kit was left before its code was typed back. */
  readonly isUnfinished: boolean;
  readonly needsPassword: boolean;
  readonly onMake: (password?: string) => Promise<void>;
  readonly onAsk: () => Promise<void>;
  readonly notice: ReactNode;
};

const points = [
  { icon: FileKey, text: "You get a file. It holds the backup part of your key, sealed." },
  { icon: Printer, text: "You can print that part on one page, with a QR code. The file holds more: keep it too." },
  { icon: KeyRound, text: "A code opens it. You see the code once and write it down." },
];

/** What the kit is, what it is for, and whether it can be made now. */
export function KitIntro({ status, isUnfinished, needsPassword, onMake, onAsk, notice }: KitIntroProps) {
  const [busy, setBusy] = useState(false);
  const [password, setPassword] = useState("");
  const run = async (action: () => Promise<void>) => {
    setBusy(true);
    await action();
    setBusy(false);
  };
  return (
    <TaskShell title="Your backup kit">
      <p className="-mt-3 text-muted leading-relaxed">
        The kit brings this account back when your device or your passkey is gone. With it and your device you can also
        act without our server.
      </p>
      {isUnfinished ? (
        <Notice
          tone="caution"
          title="Your last kit is not finished"
          data-testid="kit-unfinished"
          actions={
            <ButtonLink href="/kit/test" size="small" variant="secondary">
              I have its code
            </ButtonLink>
          }
        >
          The page was closed before you typed its code back, and a code is shown only once. If you did not write it
          down, what you saved opens nothing: destroy it and make a new kit.
        </Notice>
      ) : null}
      <ul className="flex flex-col gap-4 rounded-3xl bg-surface p-5 ring-1 ring-line">
        {points.map(({ icon: Icon, text }) => (
          <li key={text} className="flex gap-3.5 text-sm leading-relaxed">
            <Icon aria-hidden="true" className="size-5 shrink-0 text-accent" />
            {text}
          </li>
        ))}
      </ul>
      <Notice tone="caution" title="Keep the kit and the code in two places">
        Whoever has both can take over this account. We cannot open your kit, and nobody from Tandem ever asks for the
        code.
      </Notice>
      {status?.kit ? (
        <Notice title="You have a kit already">
          It was made on {formatDate(status.kit.madeAt)}. A new one takes its place. Destroy the old one: with our
          server it then opens nothing, but together with a device of yours it still signs. If it may be in other hands,
          make a new key too.
        </Notice>
      ) : null}
      {notice}
      <div className="mt-auto flex flex-col gap-4">
        {!status ? (
          notice ? null : (
            <Skeleton className="h-13 w-full rounded-2xl" />
          )
        ) : status.making === "now" ? (
          <form
            className="flex flex-col gap-4"
            onSubmit={(event) => {
              event.preventDefault();
              void run(() => onMake(needsPassword ? password : undefined));
            }}
          >
            {needsPassword ? <DevicePasswordField value={password} onChange={setPassword} /> : null}
            <Button type="submit" size="large" block busy={busy} disabled={needsPassword && !password}>
              Make my kit
            </Button>
          </form>
        ) : (
          <Waiting status={status} busy={busy} onAsk={() => void run(onAsk)} />
        )}
      </div>
    </TaskShell>
  );
}

type WaitingProps = { readonly status: KitStatus; readonly busy: boolean; readonly onAsk: () => void };

function Waiting({ status, busy, onAsk }: WaitingProps) {
  switch (status.making) {
    case "ask":
      return (
        <>
          <p className="text-muted text-sm leading-relaxed">
            So that nobody makes a kit behind your back, it takes 24 hours on a new device, and on an account older than
            a day. All your devices are told, and each of them can stop it.
          </p>
          <Button size="large" block busy={busy} onClick={onAsk}>
            Ask for a kit
          </Button>
        </>
      );
    case "waiting":
      return (
        <Notice announce title="Your kit can be made soon" data-testid="kit-waiting">
          {status.readyAt ? `From ${formatDate(status.readyAt)}, ${formatTime(status.readyAt)} on. ` : ""}
          Come back to this page then. You can stop it on the Security page of any of your devices.
        </Notice>
      );
    case "frozen":
      return (
        <Notice tone="caution" title="This account is frozen">
          Lift the freeze first. No kit is made while an account is frozen.
        </Notice>
      );
    default:
      return (
        <Notice tone="caution" title="Enough kits for today">
          This account has made several kits in the last 24 hours. Use one of them, or make another tomorrow.
        </Notice>
      );
  }
}

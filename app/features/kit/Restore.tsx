"use client";

import type { Kit, RestorePasskey } from "@tandem/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, Fingerprint, KeyRound } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { Announce } from "@/components/Announce";
import { EntryShell } from "@/components/EntryShell";
import { PageHeading } from "@/components/PageHeading";
import { Splash } from "@/components/Splash";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Link } from "@/components/ui/Link";
import { ErrorNotice } from "@/features/errors";
import { CodeField, useCodeField } from "@/features/kit/CodeField";
import { KitSource } from "@/features/kit/KitSource";
import { RestoreFinish } from "@/features/kit/RestoreFinish";
import { deviceName } from "@/lib/deviceName";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

type Screen = "kit" | "code" | "passkey";
const restorePollMilliseconds = 30_000;

/** Kit, code, passkey; then the wait where there is one, and the new key. A reload goes on where it stood. */
export function Restore() {
  const queryClient = useQueryClient();
  const kit = useRef<Kit | undefined>(undefined);
  const code = useRef("");
  const [screen, setScreen] = useState<Screen>("kit");
  const pending = useQuery({
    queryKey: queryKeys.restore,
    queryFn: async () => (await (await walletClient()).getRestore()) ?? null,
    refetchInterval: ({ state }) => (state.data ? restorePollMilliseconds : false),
  });

  const begin = async (passkey: RestorePasskey) => {
    if (!kit.current) return;
    const client = await walletClient();
    const parameters = { kit: kit.current, code: code.current, passkey, deviceName: deviceName() };
    const begun = await client.beginRestore(parameters);
    // Nobody keeps a code in memory for two days.
    if (begun.state !== "ready") code.current = "";
    queryClient.setQueryData(queryKeys.restore, begun);
  };
  const discard = async () => {
    await (await walletClient()).discardRestore();
    kit.current = undefined;
    code.current = "";
    setScreen("kit");
    queryClient.setQueryData(queryKeys.restore, null);
  };

  if (pending.isPending) return <Splash />;
  if (pending.data)
    return (
      <RestoreFinish restore={pending.data} code={code} onDiscard={discard} onRefresh={() => void pending.refetch()} />
    );
  if (screen === "passkey") return <PasskeyStep onBack={() => setScreen("code")} onChoose={begin} />;
  if (screen === "code")
    return (
      <CodeStep
        onBack={() => setScreen("kit")}
        onCode={(typed) => {
          code.current = typed;
          setScreen("passkey");
        }}
      />
    );
  return (
    <Shell back={<BackLink />} title="Restore from a backup kit">
      <p className="text-muted leading-relaxed">
        Take your kit: the file, or the printed sheet. Your account comes back to this device at the same address.
      </p>
      {pending.error ? <ErrorNotice error={pending.error} onRetry={() => void pending.refetch()} /> : null}
      <KitSource
        onKit={(found) => {
          kit.current = found;
          setScreen("code");
        }}
      />
      <p className="text-muted text-sm">
        A kit of a key that you made without our server?{" "}
        <Link href="/own-key" className="rounded-md font-medium text-ink underline decoration-line underline-offset-4">
          Use its two files
        </Link>
      </p>
    </Shell>
  );
}

type ShellProps = { readonly back: ReactNode; readonly title: string; readonly children: ReactNode };

function Shell({ back, title, children }: ShellProps) {
  return (
    <EntryShell>
      <div key={title} className="flex animate-rise flex-col gap-7">
        <div className="flex flex-col items-start gap-2">
          {back}
          <PageHeading className="text-3xl">{title}</PageHeading>
        </div>
        {children}
      </div>
    </EntryShell>
  );
}

function BackLink() {
  return (
    <ButtonLink href="/" variant="ghost" size="icon" aria-label="Back" className="-ms-3">
      <ArrowLeft aria-hidden="true" className="size-5" />
    </ButtonLink>
  );
}

function BackButton({ onBack }: { readonly onBack: () => void }) {
  return (
    <Button variant="ghost" size="icon" aria-label="Back" onClick={onBack} className="-ms-3">
      <ArrowLeft aria-hidden="true" className="size-5" />
    </Button>
  );
}

function CodeStep({ onBack, onCode }: { readonly onBack: () => void; readonly onCode: (code: string) => void }) {
  const field = useCodeField();
  return (
    <Shell back={<BackButton onBack={onBack} />} title="The code of your kit">
      <p className="text-muted">You wrote it down when you made the kit. It is not on the sheet.</p>
      <form
        className="flex flex-col gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          onCode(field.read());
        }}
      >
        <CodeField field={field} />
        <Button type="submit" size="large" block disabled={!field.complete}>
          Continue
        </Button>
      </form>
    </Shell>
  );
}

type PasskeyStepProps = {
  readonly onBack: () => void;
  readonly onChoose: (passkey: RestorePasskey) => Promise<void>;
};

/** The one decision of the way back: with the old passkey it is immediate. */
function PasskeyStep({ onBack, onChoose }: PasskeyStepProps) {
  const [busy, setBusy] = useState<RestorePasskey>();
  const [failure, setFailure] = useState<unknown>();
  const choose = async (passkey: RestorePasskey) => {
    setBusy(passkey);
    setFailure(undefined);
    try {
      await onChoose(passkey);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <Shell back={<BackButton onBack={onBack} />} title="Do you still have your passkey?">
      <p className="text-muted leading-relaxed">
        With a passkey of this account you are back at once. With a new one it takes 48 hours, so that the owner can
        stop a thief: every device of the account is told.
      </p>
      <div className="flex flex-col gap-3">
        <Button
          size="large"
          block
          busy={busy === "registered"}
          icon={<Fingerprint aria-hidden="true" className="size-5" />}
          onClick={() => void choose("registered")}
        >
          Use my passkey
        </Button>
        <Button
          size="large"
          block
          variant="secondary"
          busy={busy === "new"}
          icon={<KeyRound aria-hidden="true" className="size-5" />}
          onClick={() => void choose("new")}
        >
          Make a new passkey
        </Button>
      </div>
      <Announce>{busy ? "Opening the kit and asking for the passkey" : ""}</Announce>
      {failure ? <ErrorNotice error={failure} /> : null}
    </Shell>
  );
}

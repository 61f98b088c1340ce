"use client";

import type { NewDevice as ShownDevice } from "@tandem/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { ArrowLeft, Fingerprint } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { EntryShell } from "@/components/EntryShell";
import { NewPasswordField } from "@/components/NewPasswordField";
import { PageHeading } from "@/components/PageHeading";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { describeError, ErrorNotice } from "@/features/errors";
import { QrCode } from "@/features/receive";
import { useSession } from "@/features/session";
import { deviceName } from "@/lib/deviceName";
import { useNewPassword } from "@/lib/useNewPassword";
import { walletClient } from "@/lib/walletClient";

const pollMs = 1_500;

/** On a new device: a code for its keys, which a device of the account takes in. */
export function NewDevice() {
  const [shown, setShown] = useState<ShownDevice>();
  const show = useMutation({
    mutationFn: async () => (await walletClient()).showNewDevice({ deviceName: deviceName() }),
    onSuccess: setShown,
  });
  const { mutate } = show;
  useEffect(() => mutate(), [mutate]);
  useEffect(() => () => shown?.close(), [shown]);
  return (
    <EntryShell>
      <div className="flex animate-rise flex-col gap-6">
        <div className="flex flex-col gap-2">
          <ButtonLink href="/" variant="ghost" size="icon" aria-label="Back" className="-ms-3 mb-2">
            <ArrowLeft aria-hidden="true" className="size-5" />
          </ButtonLink>
          <PageHeading className="text-3xl">Add this device</PageHeading>
        </div>
        {show.error ? <ErrorNotice error={show.error} onRetry={() => show.mutate()} /> : null}
        {shown ? <Code shown={shown} onExpired={() => show.mutate()} /> : null}
        {!shown && !show.error ? <Skeleton className="aspect-square w-60 self-center rounded-2xl" /> : null}
      </div>
    </EntryShell>
  );
}

function Code({ shown, onExpired }: { readonly shown: ShownDevice; readonly onExpired: () => void }) {
  const added = useQuery({
    queryKey: ["new-device", shown.code],
    queryFn: () => shown.isAdded(),
    refetchInterval: ({ state }) => (state.data === true ? false : pollMs),
    retry: false,
  });
  if (added.data) return <Finish shown={shown} />;
  return (
    <>
      <p className="text-muted leading-relaxed">
        On a device where your wallet is open, scan this with the camera, or choose Security, Add a device, and enter
        the code.
      </p>
      <div className="flex flex-col items-center gap-5 rounded-3xl bg-surface p-6 ring-1 ring-line">
        <QrCode text={shown.url} label="QR code of this device" />
        <p className="font-medium font-mono text-xl tracking-wide" translate="no" data-testid="new-device-code">
          {shown.code}
        </p>
      </div>
      <p className="text-center text-muted text-sm">Waiting for your other device. The code is good for 10 minutes.</p>
      {added.error ? <ErrorNotice error={added.error} onRetry={onExpired} retryLabel="Show a new code" /> : null}
    </>
  );
}

function Finish({ shown }: { readonly shown: ShownDevice }) {
  const { enter } = useSession();
  const router = useRouter();
  const password = useNewPassword();
  const finish = useMutation({
    mutationFn: () => shown.finish(password.value ? { password: password.value } : {}),
    onSuccess: async (account) => {
      await enter(account);
      router.replace("/");
    },
    onError: ({ name }) => {
      if (name === "PasskeyPrfMissingError") setNeedsPassword(true);
    },
  });
  const [needsPassword, setNeedsPassword] = useState(false);
  const refusal = finish.error?.name === "PasswordError" ? describeError(finish.error).title : undefined;
  const isFailed = finish.error !== null && refusal === undefined && finish.error.name !== "PasskeyPrfMissingError";
  return (
    <form
      className="flex flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (!finish.isPending && (!needsPassword || password.accept())) finish.mutate();
      }}
    >
      <Notice tone="success" announce title="Your other device said yes">
        Now make a passkey on this one.
      </Notice>
      {needsPassword ? (
        <NewPasswordField
          password={password}
          hint="At least 10 characters. Your passkey cannot encrypt here: this password does, on this device only."
          refusal={refusal}
        />
      ) : null}
      {isFailed ? <ErrorNotice error={finish.error} /> : null}
      <Button
        type="submit"
        size="large"
        block
        busy={finish.isPending}
        icon={<Fingerprint aria-hidden="true" className="size-5" />}
        data-testid="new-device-finish"
      >
        {needsPassword ? "Continue with this password" : "Make a passkey"}
      </Button>
    </form>
  );
}

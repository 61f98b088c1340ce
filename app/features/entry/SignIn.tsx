"use client";

import type { SignInStep } from "@tandem/client";
import { useMutation } from "@tanstack/react-query";
import { ArrowLeft, Fingerprint } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Announce } from "@/components/Announce";
import { EntryShell } from "@/components/EntryShell";
import { PageHeading } from "@/components/PageHeading";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Link } from "@/components/ui/Link";
import { ErrorNotice } from "@/features/errors";
import { useSession } from "@/features/session";
import { deviceName } from "@/lib/deviceName";
import { walletClient } from "@/lib/walletClient";

const words: Record<SignInStep, string> = {
  passkey: "Confirm with your passkey",
  opening: "Opening your wallet",
  done: "Signed in",
};

const linkLook = "rounded-md font-medium text-ink underline decoration-line underline-offset-4";

/** Brings an account to this device with its synced passkey. */
export function SignIn() {
  const [step, setStep] = useState<SignInStep>("passkey");
  const { enter } = useSession();
  const router = useRouter();
  const signIn = useMutation({
    mutationFn: async () => (await walletClient()).signIn({ deviceName: deviceName(), onProgress: setStep }),
    onSuccess: async (account) => {
      await enter(account);
      router.replace("/");
    },
  });

  return (
    <EntryShell
      footer={
        <>
          No wallet yet?{" "}
          <Link href="/create" className={linkLook}>
            Create one
          </Link>
        </>
      }
    >
      <div className="flex animate-rise flex-col gap-8">
        <div className="flex flex-col gap-2">
          <ButtonLink href="/" variant="ghost" size="icon" aria-label="Back" className="-ms-3 mb-2">
            <ArrowLeft aria-hidden="true" className="size-5" />
          </ButtonLink>
          <PageHeading className="text-3xl">Welcome back</PageHeading>
          <p className="text-muted">
            Your passkey opens the sealed copy of your device’s part and makes this device one of yours.
          </p>
        </div>
        <Button
          size="large"
          block
          busy={signIn.isPending}
          icon={<Fingerprint aria-hidden="true" className="size-5" />}
          onClick={() => signIn.mutate()}
          data-testid="sign-in-submit"
        >
          {signIn.isPending ? words[step] : "Sign in with a passkey"}
        </Button>
        <Announce>{signIn.isPending ? words[step] : ""}</Announce>
        {signIn.isError ? <ErrorNotice error={signIn.error} /> : null}
        <div className="flex flex-col gap-1 text-muted text-sm">
          <p>Another device has your wallet?</p>
          <p className="mb-4">
            <Link href="/add-device" className={linkLook}>
              Add this device to an account
            </Link>
          </p>
          <p>No passkey and no device left?</p>
          <p className="flex flex-wrap gap-x-4">
            <Link href="/restore" className={linkLook}>
              Use your backup kit
            </Link>
            <Link href="/recover" className={linkLook}>
              Ask your guardians
            </Link>
          </p>
        </div>
      </div>
    </EntryShell>
  );
}

"use client";

import type { StoredAccount } from "@tandem/client";
import { useMutation } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { AccountMark } from "@/components/brand/AccountMark";
import { Wordmark } from "@/components/brand/Logo";
import { PageHeading } from "@/components/PageHeading";
import { PasswordField } from "@/components/PasswordField";
import { Button } from "@/components/ui/Button";
import { Link } from "@/components/ui/Link";
import { ErrorNotice } from "@/features/errors";
import { useSession } from "@/features/session/SessionProvider";
import { shortAddress } from "@/lib/format";
import { untrustedText } from "@/lib/untrustedText";
import { walletClient } from "@/lib/walletClient";

const linkLook = "rounded-md font-medium text-ink underline decoration-line underline-offset-4";

/** Shows nothing of the account but its name until the passkey (or password) opens the share once. */
export function LockScreen({ account }: { readonly account: StoredAccount }) {
  const { enter, accounts, select } = useSession();
  const [password, setPassword] = useState("");
  const needsPassword = account.unlock === "password";

  const unlock = useMutation({
    mutationFn: async () => {
      const client = await walletClient();
      await client.unlock({ accountId: account.accountId, ...(needsPassword && { password }) });
    },
    onSuccess: () => enter(account),
  });

  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col px-6 py-8">
      <Wordmark />
      <form
        className="my-auto flex animate-rise flex-col gap-6 pb-16"
        onSubmit={(event) => {
          event.preventDefault();
          unlock.mutate();
        }}
      >
        <div className="flex flex-col items-center gap-3 text-center">
          <AccountMark address={account.address} className="size-16" />
          <PageHeading className="text-2xl">
            <bdi>{untrustedText(account.name)}</bdi> is locked
          </PageHeading>
          <p className="text-muted text-sm">Unlock with {needsPassword ? "your password" : "your passkey"} to go on.</p>
        </div>
        {needsPassword ? (
          <PasswordField value={password} onChange={setPassword} autoComplete="current-password" />
        ) : null}
        <Button
          type="submit"
          size="large"
          block
          busy={unlock.isPending}
          icon={<Fingerprint aria-hidden="true" className="size-5" />}
          data-testid="lock-unlock"
        >
          Unlock
        </Button>
        {unlock.isError ? <ErrorNotice error={unlock.error} /> : null}
        <div className="flex flex-col items-center gap-1 text-muted text-sm">
          <p>{needsPassword ? "Password forgotten?" : "Passkey lost?"}</p>
          <p className="flex flex-wrap justify-center gap-x-4">
            <Link href="/restore" className={linkLook}>
              Use your backup kit
            </Link>
            <Link href="/recover" className={linkLook}>
              Ask your guardians
            </Link>
          </p>
        </div>
        {accounts.length > 1 ? (
          <label className="flex items-center justify-center gap-2 text-muted text-sm">
            Account
            <select
              value={account.accountId}
              onChange={(event) => select(event.target.value)}
              className="min-h-10 rounded-lg border border-control bg-surface px-3 text-ink"
            >
              {accounts.map((other) => (
                <option key={other.accountId} value={other.accountId}>
                  {untrustedText(other.name)} · {shortAddress(other.address)}
                </option>
              ))}
            </select>
          </label>
        ) : null}
      </form>
    </main>
  );
}

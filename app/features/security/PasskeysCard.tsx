"use client";

import type { StoredAccount } from "@tandem/client";
import { Fingerprint, Plus } from "lucide-react";
import { useState } from "react";
import { SecurityCard } from "@/components/SecurityCard";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { useAction } from "@/features/key";
import { useServiceAccount } from "@/features/limits";
import { describePasskeys, type PasskeyWords } from "@/features/security/describePasskeys";

/** Passkeys that open this account, and where they work. */
export function PasskeysCard({ account }: { readonly account: StoredAccount }) {
  const { accountId } = account;
  const { data } = useServiceAccount(account);
  const [removing, setRemoving] = useState<string>();
  const add = useAction({ account, run: (client) => client.addPasskey({ accountId }), done: "Passkey added" });
  const credentials = data?.credentials ?? [];
  const passkeys = describePasskeys(data);
  const removed = passkeys.find(({ credentialId }) => credentialId === removing);
  return (
    <SecurityCard icon={Fingerprint} title="Passkeys" anchor="security-passkey" text={toAdvice(account, credentials)}>
      {data ? (
        <ul className="divide-y divide-line">
          {passkeys.map(({ credentialId, name, added, use }) => (
            <li key={credentialId} className="flex items-center gap-3 py-3 text-sm first:pt-0 last:pb-0">
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{name}</span>
                {added ? <span className="block text-muted">{added}</span> : null}
                {use ? <span className="block break-words text-muted">{use}</span> : null}
              </span>
              {credentials.length > 1 ? (
                <Button
                  size="small"
                  variant="secondary"
                  aria-label={`Remove ${name.toLowerCase()}`}
                  onClick={() => setRemoving(credentialId)}
                >
                  Remove
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      ) : (
        <Skeleton className="h-12 w-full rounded-2xl" />
      )}
      {account.unlock === "passkey" ? (
        <Button
          variant="secondary"
          className="self-start"
          busy={add.isPending}
          icon={<Plus aria-hidden="true" className="size-[1.125rem]" />}
          onClick={() => add.mutate()}
          data-testid="passkey-add"
        >
          Add a passkey
        </Button>
      ) : null}
      {add.error ? <ErrorNotice error={add.error} /> : null}
      <Dialog
        open={removed !== undefined}
        onClose={() => setRemoving(undefined)}
        title={`Remove ${removed?.name.toLowerCase() ?? "this passkey"}?`}
      >
        {removed ? <RemovePasskey account={account} passkey={removed} onDone={() => setRemoving(undefined)} /> : null}
      </Dialog>
    </SecurityCard>
  );
}

type RemovePasskeyProps = {
  readonly account: StoredAccount;
  readonly passkey: PasskeyWords;
  readonly onDone: () => void;
};

function RemovePasskey({ account, passkey, onDone }: RemovePasskeyProps) {
  const { accountId } = account;
  const { credentialId, added, use } = passkey;
  const remove = useAction({
    account,
    run: (client) => client.removePasskey({ accountId, credentialId }),
    done: "Passkey removed",
    onDone,
  });
  return (
    <>
      <p className="break-words text-sm">
        {added}
        {added && use ? <br /> : null}
        {use}
      </p>
      <p className="text-muted leading-relaxed">
        It will open this account nowhere any more. Confirm with another passkey of the account. If somebody else may
        have the removed one, make a new key after that.
      </p>
      {remove.error ? <ErrorNotice error={remove.error} /> : null}
      <Button
        variant="danger"
        size="large"
        block
        busy={remove.isPending}
        onClick={() => remove.mutate()}
        data-testid="passkey-remove"
      >
        Remove
      </Button>
    </>
  );
}

function toAdvice(
  { hasVault }: StoredAccount,
  credentials: readonly { readonly backedUp?: boolean | undefined }[],
): string {
  if (!hasVault)
    return "Your passkey cannot encrypt. A new device needs one that you have, which scans its QR code, or the backup kit.";
  if (credentials.some(({ backedUp }) => backedUp))
    return "A new device opens this account with a synced passkey alone.";
  return "None of them is synced. A new device needs one that you have, which scans its QR code, or the backup kit.";
}

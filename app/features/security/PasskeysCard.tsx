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

/** Passkeys that open this account, and where they work. */
export function PasskeysCard({ account }: { readonly account: StoredAccount }) {
  const { accountId } = account;
  const { data } = useServiceAccount(account);
  const [removing, setRemoving] = useState<string>();
  const add = useAction({ account, run: (client) => client.addPasskey({ accountId }), done: "Passkey added" });
  const remove = useAction<string>({
    account,
    run: (client, credentialId) => client.removePasskey({ accountId, credentialId }),
    done: "Passkey removed",
    onDone: () => setRemoving(undefined),
  });
  const credentials = data?.credentials ?? [];
  return (
    <SecurityCard icon={Fingerprint} title="Passkeys" anchor="security-passkey" text={toAdvice(account, credentials)}>
      {data ? (
        <ul className="divide-y divide-line">
          {credentials.map(({ credentialId, backedUp }, index) => (
            <li key={credentialId} className="flex items-center gap-3 py-3 text-sm first:pt-0 last:pb-0">
              <span className="min-w-0 flex-1">
                <span className="block font-medium">Passkey {index + 1}</span>
                <span className="text-muted">{backedUp ? "Synced by its provider" : "On one device or key only"}</span>
              </span>
              {credentials.length > 1 ? (
                <Button
                  size="small"
                  variant="secondary"
                  aria-label={`Remove passkey ${index + 1}`}
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
      <Dialog open={removing !== undefined} onClose={() => setRemoving(undefined)} title="Remove this passkey?">
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
          onClick={() => removing && remove.mutate(removing)}
          data-testid="passkey-remove"
        >
          Remove
        </Button>
      </Dialog>
    </SecurityCard>
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

"use client";

import type { StoredAccount } from "@tandem/client";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { ErrorNotice } from "@/features/errors";
import { AddAgain } from "@/features/key/AddAgain";
import { useAction } from "@/features/key/useAction";
import { useServiceAccount } from "@/features/limits";

/** Another device has changed the account's key: this one has to follow before it can pay. */
export function KeyNotice({ account, className }: { readonly account: StoredAccount; readonly className?: string }) {
  const { accountId } = account;
  const { data } = useServiceAccount(account);
  const follow = useAction({
    account,
    run: (client) => client.followKey({ accountId }),
    done: "This device has the new key",
  });
  if (!data || data.keyEpoch <= account.keyEpoch) return null;
  if (!data.hasVault || account.unlock === "password") {
    return (
      <Notice
        tone="caution"
        title="This account has a new key"
        {...(className && { className })}
        data-testid="key-notice"
        actions={<AddAgain account={account} />}
      >
        This device’s part is of the old key, which signs nothing any more. Add the device again from the one that made
        the new key.
      </Notice>
    );
  }
  return (
    <Notice
      tone="caution"
      title="This account has a new key"
      {...(className && { className })}
      data-testid="key-notice"
      actions={
        <Button size="small" busy={follow.isPending} onClick={() => follow.mutate()}>
          Update this device
        </Button>
      }
    >
      Another device of yours has made it. Confirm with your passkey, and this device can pay again.
      {follow.error ? <ErrorNotice error={follow.error} className="mt-3" /> : null}
    </Notice>
  );
}

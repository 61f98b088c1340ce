"use client";

import type { StoredAccount } from "@tandem/client";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { useWaits } from "@/features/changes";
import { ErrorNotice } from "@/features/errors";
import { useAction } from "@/features/key";
import { useServiceAccount } from "@/features/limits";
import { formatDate, formatTime } from "@/lib/format";
import { untrustedText } from "@/lib/untrustedText";

/** A change of the key that runs, waits, or that another device has asked for. */
export function RotationNotice({ account }: { readonly account: StoredAccount }) {
  const { accountId } = account;
  const { data } = useServiceAccount(account);
  const waits = useWaits(account);
  const confirm = useAction<string>({
    account,
    run: (client, waitId) => client.confirmWait({ accountId, waitId }),
    done: "Confirmed",
  });
  const cancel = useAction<string>({
    account,
    run: (client, waitId) => client.cancelWait({ accountId, waitId }),
    done: "Stopped",
  });
  const wait = waits.data?.find(({ kind }) => kind === "rotation");
  const asker = data?.devices.find(({ keyId }) => keyId === wait?.askedBy);
  const failure = confirm.error ?? cancel.error;
  if (data?.rotation?.status === "spreading" || data?.rotation?.status === "signed") return <Spreading />;
  if (!wait || !data) return null;
  const when = `${formatDate(wait.readyAt)}, ${formatTime(wait.readyAt)}`;
  if (asker?.current) {
    return (
      <Notice
        tone="info"
        title={wait.readyAt <= Date.now() ? "The new key can be made now" : `A new key can be made on ${when}`}
        actions={
          <ButtonLink href="/new-key" size="small" variant="secondary">
            Go on
          </ButtonLink>
        }
      >
        You asked for it on this device. Another device can confirm it, so that you need not wait.
      </Notice>
    );
  }
  return (
    <Notice
      tone="caution"
      title={
        <>
          <bdi>{untrustedText(asker?.name ?? "Another device")}</bdi> asks for a new key
        </>
      }
      actions={
        <>
          <Button size="small" busy={confirm.isPending} onClick={() => confirm.mutate(wait.waitId)}>
            Yes, that is me
          </Button>
          <Button size="small" variant="secondary" busy={cancel.isPending} onClick={() => cancel.mutate(wait.waitId)}>
            Stop it
          </Button>
        </>
      }
    >
      Without an answer it takes effect on {when}. If you did not ask for it, stop it and take that device out.
      {failure ? <ErrorNotice error={failure} className="mt-3" /> : null}
    </Notice>
  );
}

function Spreading() {
  return (
    <Notice
      tone="info"
      title="The new key is being written on the networks"
      actions={
        <ButtonLink href="/new-key" size="small" variant="secondary">
          See where it stands
        </ButtonLink>
      }
    />
  );
}

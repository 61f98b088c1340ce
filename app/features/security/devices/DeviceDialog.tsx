"use client";

import type { StoredAccount } from "@tandem/client";
import type { Account } from "@tandem/protocol";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Field, inputLook } from "@/components/ui/Field";
import { ErrorNotice } from "@/features/errors";
import { useAction } from "@/features/key";
import { untrustedText } from "@/lib/untrustedText";

export type ListedDevice = Account["devices"][number];

export type DeviceDialogProps = {
  readonly account: StoredAccount;
  readonly device: ListedDevice | undefined;
  readonly onClose: () => void;
};

/** What can be done with one device of the account. */
export function DeviceDialog({ account, device, onClose }: DeviceDialogProps) {
  return (
    <Dialog open={device !== undefined} onClose={onClose} title={device ? untrustedText(device.name) : "Device"}>
      {device ? <DeviceForm account={account} device={device} onClose={onClose} /> : null}
    </Dialog>
  );
}

function DeviceForm({ account, device, onClose }: DeviceDialogProps & { readonly device: ListedDevice }) {
  const { accountId } = account;
  const { keyId } = device;
  const router = useRouter();
  const [name, setName] = useState(untrustedText(device.name));
  const rename = useAction({
    account,
    run: (client) => client.renameDevice({ accountId, keyId, name }),
    done: "Renamed",
  });
  const confirm = useAction({
    account,
    run: (client) => client.confirmDevice({ accountId, keyId }),
    done: "Device confirmed",
    onDone: onClose,
  });
  const revoke = useAction({
    account,
    run: (client) => client.revokeDevice({ accountId, keyId, isLost: false }),
    done: "Device taken out",
    onDone: onClose,
  });
  const lose = useAction({
    account,
    run: (client) => client.revokeDevice({ accountId, keyId, isLost: true }),
    done: "Device taken out",
    onDone: () => {
      onClose();
      router.push("/new-key");
    },
  });
  const failure = rename.error ?? confirm.error ?? revoke.error ?? lose.error;
  const busy = revoke.isPending || lose.isPending;
  return (
    <>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate();
        }}
      >
        <Field label="Name">
          {(attributes) => (
            <input
              {...attributes}
              value={name}
              maxLength={64}
              onChange={(event) => setName(event.target.value)}
              className={inputLook}
            />
          )}
        </Field>
        <Button type="submit" variant="secondary" busy={rename.isPending} disabled={name.trim() === ""}>
          Save name
        </Button>
      </form>
      {device.quarantinedUntil !== undefined && !device.current ? (
        <div className="flex flex-col gap-2">
          <p className="text-muted text-sm">
            This device is new. For a day it pays known recipients only. Is it yours?
          </p>
          <Button variant="secondary" busy={confirm.isPending} onClick={() => confirm.mutate()}>
            Yes, it is mine
          </Button>
        </div>
      ) : null}
      {device.current ? null : (
        <div className="flex flex-col gap-3 border-line border-t pt-5">
          <p className="text-muted text-sm leading-relaxed">
            Taking it out stops it at once. If somebody else may have it, make a new key after that: then what is stored
            on it is worthless. Whoever can also unlock it may sign in again with its passkey: remove that one under
            Passkeys, unless you use it on another device.
          </p>
          <Button variant="secondary" busy={busy} onClick={() => revoke.mutate()} data-testid="device-remove">
            I no longer use it
          </Button>
          <Button variant="danger" busy={busy} onClick={() => lose.mutate()} data-testid="device-lost">
            It is lost or stolen
          </Button>
        </div>
      )}
      {failure ? <ErrorNotice error={failure} /> : null}
    </>
  );
}

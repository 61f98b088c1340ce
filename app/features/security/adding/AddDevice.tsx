"use client";

import type { StoredAccount } from "@tandem/client";
import { useMutation } from "@tanstack/react-query";
import { Camera } from "lucide-react";
import { useEffect, useState } from "react";
import { PasswordField } from "@/components/PasswordField";
import { QrScanner } from "@/components/QrScanner";
import { TaskShell } from "@/components/TaskShell";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Field, inputLook } from "@/components/ui/Field";
import { Notice } from "@/components/ui/Notice";
import { ErrorNotice } from "@/features/errors";
import { useAction } from "@/features/key";
import { untrustedText } from "@/lib/untrustedText";
import { walletClient } from "@/lib/walletClient";

/** On a device of the account: the code that the new one shows, then yes with the passkey. */
export function AddDevice({ account }: { readonly account: StoredAccount }) {
  const { accountId } = account;
  const [code, setCode] = useState("");
  const [isScanning, setScanning] = useState(false);
  const [password, setPassword] = useState("");
  const needsPassword = account.unlock === "password";
  const find = useMutation({
    mutationFn: async (text: string) => (await walletClient()).findDevice({ accountId, code: text }),
  });
  const { mutate } = find;
  // The address of the new device's QR code carries its code.
  useEffect(() => {
    const { hash } = window.location;
    if (hash.length > 1) mutate(hash);
  }, [mutate]);
  const pairing = find.data;
  const add = useAction({
    account,
    run: async (client) => {
      if (pairing) await client.addDevice({ accountId, pairing, ...(needsPassword && { password }) });
    },
  });

  if (add.isSuccess) {
    return (
      <TaskShell title="Device added">
        <Notice tone="success" title="Go on on the new device">
          It makes its own passkey now. Your other devices are told.
        </Notice>
        <div className="mt-auto">
          <ButtonLink href="/security" size="large" block>
            Done
          </ButtonLink>
        </div>
      </TaskShell>
    );
  }
  if (pairing) {
    return (
      <TaskShell title="Add this device?" onBack={() => find.reset()}>
        <p className="text-muted leading-relaxed">
          <bdi className="font-medium text-ink">{untrustedText(pairing.deviceName)}</bdi> will be able to spend from
          this account, with a passkey of its own. Go on only if you hold it in your hands.
        </p>
        {needsPassword ? (
          <PasswordField value={password} onChange={setPassword} autoComplete="current-password" />
        ) : null}
        {add.error ? <ErrorNotice error={add.error} /> : null}
        <div className="mt-auto">
          <Button size="large" block busy={add.isPending} onClick={() => add.mutate()} data-testid="add-device-confirm">
            Add it
          </Button>
        </div>
      </TaskShell>
    );
  }
  if (isScanning) {
    return (
      <TaskShell title="Scan the new device" onBack={() => setScanning(false)}>
        <QrScanner
          hint="Hold the new device so that its whole QR code is in the picture."
          otherwise="Allow it in your browser’s settings for this page, or enter the code that stands under the QR code."
          onText={(text) => find.mutate(text)}
          onLeave={() => setScanning(false)}
        >
          {find.error ? <ErrorNotice error={find.error} /> : null}
        </QrScanner>
      </TaskShell>
    );
  }
  return (
    <TaskShell title="Add a device">
      <p className="text-muted leading-relaxed">
        On the new device open this wallet and choose <em>Add this device to an account</em>. Then scan the QR code it
        shows, or enter the code under it.
      </p>
      <form
        className="flex flex-1 flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          find.mutate(code);
        }}
      >
        <Field label="Code of the new device" hint="12 letters and digits">
          {(attributes) => (
            <input
              {...attributes}
              value={code}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              onChange={(event) => setCode(event.target.value)}
              className={`${inputLook} font-mono uppercase`}
            />
          )}
        </Field>
        {find.error ? <ErrorNotice error={find.error} /> : null}
        <div className="mt-auto flex flex-col gap-3">
          <Button type="submit" size="large" block busy={find.isPending} disabled={code.trim() === ""}>
            Continue
          </Button>
          <Button
            size="large"
            block
            variant="secondary"
            icon={<Camera aria-hidden="true" className="size-5" />}
            onClick={() => {
              find.reset();
              setScanning(true);
            }}
          >
            Scan its QR code
          </Button>
        </div>
      </form>
    </TaskShell>
  );
}

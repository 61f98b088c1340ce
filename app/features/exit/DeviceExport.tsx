"use client";

import type { SealedDeviceExport } from "@tandem/client";
import { Download } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { CodeGroups } from "@/components/CodeGroups";
import { DevicePasswordField } from "@/components/DevicePasswordField";
import { TaskShell } from "@/components/TaskShell";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { ErrorNotice } from "@/features/errors";
import { OnceOnly, useAccount } from "@/features/session";
import { noteDeviceExport } from "@/lib/deviceExports";
import { downloadFile } from "@/lib/downloadFile";
import { walletClient } from "@/lib/walletClient";

/**
 * This device's part as a file with a code of its own. The result is in a ref, not in state: it leaves memory with this
 * screen.
 */
export function DeviceExport() {
  const account = useAccount();
  const made = useRef<SealedDeviceExport>(undefined);
  const [screen, setScreen] = useState<"intro" | "save" | "done">("intro");
  const [isSaved, setSaved] = useState(false);
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  useEffect(
    () => () => {
      made.current = undefined;
    },
    [],
  );

  async function make(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      const { accountId } = account;
      const client = await walletClient();
      made.current = await client.exportDevice({ accountId, ...(password && { password }) });
      setPassword("");
      setScreen("save");
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  if (screen === "done") {
    return (
      <TaskShell title="Device export saved">
        <Notice tone="success" title="Keep it apart from your backup kit">
          Kit and device export together, with their codes, sign for this account without anything else.
        </Notice>
        <div className="mt-auto">
          <ButtonLink href="/security" size="large" block>
            Done
          </ButtonLink>
        </div>
      </TaskShell>
    );
  }
  if (screen === "save" && made.current) {
    const { file, code } = made.current;
    return (
      <TaskShell title="Save file and code">
        <OnceOnly>
          The code is shown only now, and without it the file opens nothing. You would have to make a new export.
        </OnceOnly>
        <p className="-mt-3 text-muted leading-relaxed">
          Write the code down by hand. It is shown only now, and it is not in the file.
        </p>
        <CodeGroups code={code} label="Code of the device export" data-testid="export-code" />
        <Button
          size="large"
          block
          variant={isSaved ? "secondary" : "primary"}
          icon={<Download aria-hidden="true" className="size-5" />}
          onClick={() => {
            downloadFile("tandem-device-export.json", file);
            setSaved(true);
          }}
        >
          Download the file
        </Button>
        <div className="mt-auto">
          <Button
            size="large"
            block
            disabled={!isSaved}
            onClick={() => {
              made.current = undefined;
              noteDeviceExport(account);
              setScreen("done");
            }}
          >
            I have the file and the code
          </Button>
        </div>
      </TaskShell>
    );
  }
  return (
    <TaskShell title="Make a device export">
      <p className="-mt-3 text-muted leading-relaxed">
        A file with this device’s part, under a code of its own. With your backup kit it opens the account from a file
        on any computer, even if our site and your passkey are gone.
      </p>
      <Notice tone="caution" title="Only if you can keep two things apart">
        Whoever has the kit, the export and both codes has the account. Keep them in different places. Most people need
        only the kit.
      </Notice>
      <form onSubmit={make} className="mt-auto flex flex-col gap-5">
        {account.unlock === "password" ? <DevicePasswordField value={password} onChange={setPassword} /> : null}
        {failure ? <ErrorNotice error={failure} /> : null}
        <Button type="submit" size="large" block busy={busy}>
          {account.unlock === "password" ? "Make it" : "Make it with your passkey"}
        </Button>
      </form>
    </TaskShell>
  );
}

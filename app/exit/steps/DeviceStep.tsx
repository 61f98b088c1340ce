import { createBrowserPasskeys, createIndexedDbStorage, type StoredAccount } from "@tandem/client";
import type { KitChain } from "@tandem/client/kit";
import {
  type OfflineAccount,
  openDeviceExport,
  openLocalShare,
  openVaultCopy,
  parseDeviceExport,
} from "@tandem/client/offline";
import { type FormEvent, useEffect, useState } from "react";
import { heldKit, joinShares, randomBytes } from "../held";
import { Button, Failure, Field, Heading, Notice } from "../ui";
import { useWork } from "../useWork";

export type DeviceStepProps = {
  readonly onDone: (account: OfflineAccount, chains: readonly KitChain[]) => void;
};

/** Where this page was opened from: the wallet's own site, or a file. */
const isSite = location.protocol !== "file:";

/** Then the device's part: kept by this browser, in the kit's vault copy, or in a device export. */
export function DeviceStep({ onDone }: DeviceStepProps) {
  const kit = heldKit();
  const [stored, setStored] = useState<StoredAccount>();
  const work = useWork();
  const details = kit.details;
  const hasVault = isSite && details?.vault && isHost(details.rpId);

  useEffect(() => {
    if (!isSite) return;
    createIndexedDbStorage()
      .get("accounts", kit.accountId)
      .then(
        (record) => setStored(record?.account),
        () => undefined,
      );
  }, [kit.accountId]);

  function openHere(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const password = new FormData(event.currentTarget).get("password");
    void work.run(async () => {
      if (!stored) return;
      const device = await openLocalShare(
        { storage: createIndexedDbStorage(), passkeys: createBrowserPasskeys(), randomBytes },
        { accountId: kit.accountId, ...(typeof password === "string" && { password }) },
      );
      await joinShares(stored, device);
      onDone(stored, details?.chains ?? []);
    });
  }

  function openVault(): void {
    void work.run(async () => {
      if (!details) return;
      const keyPackage = await openVaultCopy({ passkeys: createBrowserPasskeys(), randomBytes }, details);
      await joinShares(details, { keyPackage });
      onDone(details, details.chains);
    });
  }

  function openExport(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    void work.run(async () => {
      const file = data.get("export");
      if (!(file instanceof File)) return;
      const parsed = parseDeviceExport(new Uint8Array(await file.arrayBuffer()));
      const opened = await openDeviceExport(parsed, String(data.get("code") ?? ""));
      await joinShares(opened.account, opened);
      onDone(opened.account, opened.chains.length > 0 ? opened.chains : (details?.chains ?? []));
    });
  }

  return (
    <div className="stack">
      <Heading>Now your device</Heading>
      <p>The kit is half of what signs. The other half is your device's.</p>
      <Failure error={work.error} />
      {stored ? (
        <form onSubmit={openHere} className="card">
          <h2>This browser has it</h2>
          <p>{stored.name} was used here.</p>
          {stored.unlock === "password" ? (
            <Field label="Password of this device" name="password" type="password" required />
          ) : null}
          <Button type="submit" busy={work.busy}>
            {stored.unlock === "password" ? "Open with the password" : "Open with your passkey"}
          </Button>
        </form>
      ) : null}
      {hasVault && !stored ? (
        <div className="card">
          <h2>Your passkey opens the copy in the kit</h2>
          <p>It works on any device that has the passkey you made for this wallet.</p>
          <Button onClick={openVault} busy={work.busy}>
            Open with your passkey
          </Button>
        </div>
      ) : null}
      <form onSubmit={openExport} className="card">
        <h2>From a device export</h2>
        <p>The file that you saved by choice, kept apart from the kit, and its own code.</p>
        <Field label="Device export file" name="export" type="file" required />
        <Field label="Code of the device export" name="code" required hint="Seven groups of five characters." />
        <Button type="submit" look="secondary" busy={work.busy}>
          Open the device export
        </Button>
      </form>
      {!stored && !hasVault ? (
        <Notice title="None of these at hand?">
          <p>
            A passkey works only on the wallet's own site. Without a device export, your guardians can give the account
            to a new key. That needs the wallet's web site, but not the server behind it.
          </p>
        </Notice>
      ) : null}
    </div>
  );
}

function isHost(rpId: string): boolean {
  return location.hostname === rpId;
}

import { EntryShell } from "@/components/EntryShell";
import { PageHeading } from "@/components/PageHeading";
import { ButtonLink } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";

/** Said once, when it can still be mended: this passkey opens the wallet on no other device. */
export function UnsyncedPasskey() {
  return (
    <EntryShell>
      <div className="flex animate-rise flex-col gap-6">
        <div className="flex flex-col gap-2">
          <PageHeading className="text-3xl">Your passkey stays on this device</PageHeading>
          <p className="text-muted leading-relaxed">
            Your wallet is ready. Its passkey is not synced: it is on this device or security key, and nowhere else.
          </p>
        </div>
        <Notice tone="caution" title="A new device needs a QR code or the kit" data-testid="create-unsynced">
          To add a new device, scan its QR code with this one, or use your backup kit. If you lose this device before
          you have a kit, you cannot get back in.
        </Notice>
        <div className="flex flex-col gap-3">
          <ButtonLink href="/kit" size="large" block>
            Make a backup kit
          </ButtonLink>
          <ButtonLink href="/" variant="ghost" block>
            Later
          </ButtonLink>
        </div>
      </div>
    </EntryShell>
  );
}

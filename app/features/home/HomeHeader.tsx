"use client";

import { LockKeyhole, QrCode } from "lucide-react";
import { AccountMark } from "@/components/brand/AccountMark";
import { PageHeading } from "@/components/PageHeading";
import { Button, ButtonLink } from "@/components/ui/Button";
import { CopyButton } from "@/components/ui/CopyButton";
import { AlarmBell } from "@/features/alarms";
import { useAccount, useSession } from "@/features/session";
import { shortAddress } from "@/lib/format";
import { untrustedText } from "@/lib/untrustedText";
import { useChecksum } from "@/lib/useChecksum";

/** Whose account this is, and what is always at hand. */
export function HomeHeader() {
  const account = useAccount();
  const { lock } = useSession();
  const address = useChecksum()(account.address);
  return (
    <div className="flex items-center justify-between gap-2">
      <div className="flex min-w-0 items-center gap-3">
        <AccountMark address={account.address} className="size-10" />
        <div className="min-w-0">
          <PageHeading className="truncate text-base leading-tight">
            <bdi>{untrustedText(account.name)}</bdi>
          </PageHeading>
          <p className="flex items-center">
            <span translate="no" className="font-mono text-muted text-xs" data-testid="home-address">
              {shortAddress(address)}
            </span>
            <CopyButton variant="ghost" size="small" value={address} noun="Address" className="-my-1.5 text-muted" />
          </p>
        </div>
      </div>
      <div className="flex shrink-0">
        {account.isSolo ? null : <AlarmBell account={account} />}
        <ButtonLink href="/receive" variant="ghost" size="icon" aria-label="Show address as QR code">
          <QrCode aria-hidden="true" className="size-5" />
        </ButtonLink>
        <Button
          variant="ghost"
          size="icon"
          aria-label="Lock"
          onClick={lock}
          className="lg:hidden"
          data-testid="home-lock"
        >
          <LockKeyhole aria-hidden="true" className="size-5" />
        </Button>
      </div>
    </div>
  );
}

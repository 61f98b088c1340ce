"use client";

import { FullAddress } from "@/components/FullAddress";
import { TaskShell } from "@/components/TaskShell";
import { CopyButton } from "@/components/ui/CopyButton";
import { useChain } from "@/features/assets";
import { QrCode } from "@/features/receive/QrCode";
import { useAccount } from "@/features/session";
import { useChecksum } from "@/lib/useChecksum";

export function Receive() {
  const account = useAccount();
  const { chain, assets } = useChain();
  const address = useChecksum()(account.address);
  return (
    <TaskShell title="Receive">
      <p className="-mt-3 text-muted">
        {chain ? (
          <>
            Send only assets on <span className="font-medium text-ink">{chain.name}</span> to this address:{" "}
            {assets.map(({ symbol }) => symbol).join(", ")} and other tokens of this network.
          </>
        ) : (
          "This is the address of your account."
        )}
      </p>
      <div className="flex flex-col items-center gap-6 rounded-3xl bg-surface p-6 ring-1 ring-line sm:p-8">
        <QrCode text={address} label={`QR code of the address ${address}`} />
        <FullAddress address={account.address} className="justify-center text-center" />
      </div>
      <CopyButton value={address} noun="Address" size="large" block data-testid="receive-copy">
        Copy address
      </CopyButton>
    </TaskShell>
  );
}

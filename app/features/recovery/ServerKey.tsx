"use client";

import type { Kit } from "@tandem/client";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { TaskShell } from "@/components/TaskShell";
import { ButtonLink } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { KitSource } from "@/features/kit";
import { HandingOver } from "@/features/recovery/HandingOver";
import { HandOver } from "@/features/recovery/HandOver";
import { useAccount } from "@/features/session";
import { walletClient } from "@/lib/walletClient";

/** The way back from a key of this device alone: its kit, its passkey, a new key with the server. Reloads go on here. */
export function ServerKey() {
  const account = useAccount();
  const { accountId, isSolo } = account;
  const kit = useRef<Kit>(undefined);
  const [hasKit, setHasKit] = useState(false);
  const begun = useQuery({
    queryKey: ["hand-over", accountId],
    queryFn: async () => {
      const records = await (await walletClient()).recovery.list();
      return records.find(({ handsOver }) => handsOver?.accountId === accountId && handsOver.ownerSignature) ?? null;
    },
  });
  const forget = () => {
    kit.current = undefined;
    setHasKit(false);
  };

  if (begun.data) return <HandingOver record={begun.data} onGiveUp={begun.refetch} />;
  if (!isSolo)
    return (
      <TaskShell title="This account has a key with our server">
        <ButtonLink href="/" size="large" block>
          Back to the account
        </ButtonLink>
      </TaskShell>
    );
  if (begun.isPending)
    return (
      <TaskShell title="Make a key with our server">
        <Skeleton className="h-64 w-full rounded-2xl" />
      </TaskShell>
    );
  if (hasKit && kit.current)
    return (
      <HandOver
        kit={kit.current}
        other={account}
        onBack={forget}
        onDone={async () => {
          await begun.refetch();
          forget();
        }}
      />
    );
  return (
    <TaskShell title="Make a key with our server">
      <p className="-mt-3 text-muted leading-relaxed">
        This device and the backup kit of the present key sign once more: they give the account to a new key, which this
        device and our server hold together. The address, the money and your guardians stay.
      </p>
      {begun.error ? <ErrorNotice error={begun.error} onRetry={() => void begun.refetch()} /> : null}
      <KitSource
        onKit={(found) => {
          kit.current = found;
          setHasKit(true);
        }}
      />
      <Notice title="The present kit opens nothing afterwards">Make a new one then: the wallet asks for it.</Notice>
    </TaskShell>
  );
}

"use client";

import type { GuardianState, StoredAccount } from "@tandem/client";
import type { ChainConfig } from "@tandem/protocol";
import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { OwnOperation } from "@/features/guardians/OwnOperation";
import { formatDuration } from "@/lib/formatDuration";
import { walletClient } from "@/lib/walletClient";

export type ScheduledChangeProps = {
  readonly account: StoredAccount;
  readonly chain: ChainConfig;
  readonly state: GuardianState;
  readonly onChanged: () => void;
};

/** A change that waits: how long, then a button that puts it in place; cancel at any time. */
export function ScheduledChange({ account, chain, state, onChanged }: ScheduledChangeProps) {
  const { accountId } = account;
  const { chainId } = chain;
  const [action, setAction] = useState<"apply" | "cancel">();
  const { scheduled, chainTime } = state;
  if (!scheduled) return null;
  const { readyAt, expiresAt, isKnown } = scheduled;
  const isReady = chainTime >= readyAt && chainTime < expiresAt;
  const isOver = chainTime >= expiresAt;
  const getCalls = async () => {
    const { guardians } = await walletClient();
    return action === "apply"
      ? guardians.prepareApply({ accountId, chainId })
      : guardians.prepareCancel({ accountId, chainId });
  };
  return (
    <>
      <Notice
        tone={isReady ? "success" : "caution"}
        data-testid="guardians-scheduled"
        title={
          isOver
            ? "A change of guardians was not put in place in time"
            : isReady
              ? `A change of guardians can be put in place, for ${formatDuration(expiresAt - chainTime)}`
              : `A change of guardians waits for ${formatDuration(readyAt - chainTime)}`
        }
        actions={
          <>
            {isReady && isKnown ? (
              <Button size="small" onClick={() => setAction("apply")} data-testid="guardians-apply">
                Put it in place
              </Button>
            ) : null}
            <Button size="small" variant="secondary" onClick={() => setAction("cancel")} data-testid="guardians-cancel">
              Cancel the change
            </Button>
          </>
        }
      >
        {isKnown ? "It was made on this device." : "It was not made on this device. If it was not you, cancel it now."}
      </Notice>
      <OwnOperation
        account={account}
        chain={chain}
        title={action === "apply" ? "Put the change in place" : "Cancel the change"}
        name={`guardians-${action}-${scheduled.configHash}`}
        open={action !== undefined}
        getCalls={getCalls}
        onClose={() => setAction(undefined)}
        onDone={async () => {
          const { guardians } = await walletClient();
          if (action === "cancel") await guardians.keepNext({ accountId, next: undefined });
          else await guardians.sendCards({ accountId });
          setAction(undefined);
          onChanged();
        }}
      />
    </>
  );
}

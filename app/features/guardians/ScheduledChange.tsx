"use client";

import type { GuardianSet, GuardianState, StoredAccount } from "@tandem/client";
import type { ChainConfig } from "@tandem/protocol";
import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { OwnOperation } from "@/features/guardians/OwnOperation";
import { formatDuration } from "@/lib/formatDuration";
import { untrustedText } from "@/lib/untrustedText";
import { walletClient } from "@/lib/walletClient";

export type ScheduledChangeProps = {
  readonly account: StoredAccount;
  readonly chain: ChainConfig;
  readonly state: Pick<GuardianState, "chainTime" | "scheduled">;
  /** The network, where it is not the one that the page is about. */
  readonly where?: string | undefined;
  readonly onChanged: () => void;
};

/** A change that waits: how long, then a button that puts it in place; cancel at any time. */
export function ScheduledChange({ account, chain, state, where, onChanged }: ScheduledChangeProps) {
  const { accountId } = account;
  const { chainId } = chain;
  const [action, setAction] = useState<"apply" | "cancel">();
  const { scheduled, chainTime } = state;
  if (!scheduled) return null;
  const { readyAt, expiresAt, set } = scheduled;
  const isKnown = set !== undefined;
  const isReady = chainTime >= readyAt && chainTime < expiresAt;
  const isOver = chainTime >= expiresAt;
  const change = where === undefined ? "A change of guardians" : `On ${where}, a change of guardians`;
  const getCalls = async () => {
    const { guardians } = await walletClient();
    return action === "apply"
      ? guardians.prepareApply({ accountId, chainId })
      : guardians.prepareCancel({ accountId, chainId });
  };
  return (
    <>
      <Notice
        tone={isKnown ? (isReady ? "success" : "caution") : "danger"}
        data-testid="guardians-scheduled"
        title={
          isOver
            ? `${change} was not put in place in time`
            : isReady
              ? `${change} can be put in place, for ${formatDuration(expiresAt - chainTime)}`
              : `${change} waits for ${formatDuration(readyAt - chainTime)}`
        }
        actions={
          <>
            {isReady && isKnown ? (
              <Button size="small" onClick={() => setAction("apply")} data-testid="guardians-apply">
                Put it in place
              </Button>
            ) : null}
            <Button
              size="small"
              variant={isKnown ? "secondary" : "danger"}
              onClick={() => setAction("cancel")}
              data-testid="guardians-cancel"
            >
              Cancel the change
            </Button>
          </>
        }
      >
        {set
          ? `You made it, on this device or another of yours. ${whoThen(set)}`
          : "It was not made on this device. If it was not you, cancel it now."}
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
          if (action === "apply") {
            // The cards are of the guardians in force, which the book learns here.
            await guardians.getState({ accountId, chainId });
            await guardians.sendCards({ accountId });
          } else if (scheduled.isNext) await guardians.keepNext({ accountId, next: undefined });
          setAction(undefined);
          onChanged();
        }}
      />
    </>
  );
}

function whoThen({ config, members }: GuardianSet): string {
  if (members.length === 0) return "After it nobody guards this account.";
  const names = members.map(({ name }) => untrustedText(name)).join(", ");
  return `After it ${config.threshold} of these ${members.length} are needed: ${names}.`;
}

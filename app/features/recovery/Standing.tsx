import type { RecoveryChainProgress } from "@tandem/client";
import type { ReactNode } from "react";
import { Notice } from "@/components/ui/Notice";
import { formatDuration } from "@/lib/formatDuration";

export type StandingProps = {
  readonly chain: RecoveryChainProgress;
  /** What is said of a network that waits for guardians. */
  readonly approvals: ReactNode;
};

/** How a recovery stands on one network. */
export function Standing({ chain, approvals }: StandingProps) {
  const left = (until: number | undefined) => formatDuration((until ?? 0) - chain.chainTime);
  switch (chain.status) {
    case "pending":
      return (
        <Notice title={`${left(chain.readyAt)} to go`} data-testid="recovery-countdown">
          Until then the present owner can stop it. You may close this page; it goes on without it.
        </Notice>
      );
    case "ready":
      return (
        <Notice tone="success" announce title="Anybody can finish it now">
          There are {left(chain.expiresAt)} left for it.
        </Notice>
      );
    case "replaced":
      return (
        <Notice tone="caution" title="Another recovery of this account is under way">
          Yours can take its place with more approvals than it has. If you did not ask for it, call your guardians.
        </Notice>
      );
    case "cooling-down":
      return (
        <Notice
          tone="caution"
          title={`The owner stopped a recovery. Nothing can start for ${left(chain.cooldownUntil)}`}
        >
          If that was not you, call your guardians: somebody has a device of yours.
        </Notice>
      );
    case "expired":
    case "dead":
      return (
        <Notice tone="caution" title="Nothing was changed">
          The account has got another key or other guardians since, or the time is over. Make a new request.
        </Notice>
      );
    case "done":
      return (
        <Notice tone="success" announce title="The new key is in place">
          Your old devices can no longer sign.
        </Notice>
      );
    default:
      return (
        <p className="text-muted" data-testid="recovery-approvals">
          {approvals}
        </p>
      );
  }
}

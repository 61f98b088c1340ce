"use client";

import type { GuardianCard } from "@tandem/protocol";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/Button";
import { ErrorNotice } from "@/features/errors";
import { walletClient } from "@/lib/walletClient";

export type BeginStopProps = { readonly card: GuardianCard; readonly chainId: number };

/** To the page on which guardians stop the recovery that is under way. */
export function BeginStop({ card, chainId }: BeginStopProps) {
  const router = useRouter();
  const begin = useMutation({
    mutationFn: async () => {
      const { recovery, guardians } = await walletClient();
      // So that the next page finds it.
      await guardians.saveCard({ card });
      const request = await recovery.startCancel({ card, chainId });
      return recovery.formatCancel({ request });
    },
    onSuccess: (fragment) => router.push(`/guardian/stop#${fragment}`),
  });
  return (
    <>
      <Button
        size="small"
        variant="danger"
        busy={begin.isPending}
        onClick={() => begin.mutate()}
        data-testid="stop-begin"
      >
        Stop it together
      </Button>
      {begin.isError ? <ErrorNotice error={begin.error} /> : null}
    </>
  );
}

"use client";

import type { GuardianChange, GuardianNetwork, StoredAccount } from "@tandem/client";
import type { ChainConfig } from "@tandem/protocol";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/Button";
import { useWaits } from "@/features/changes";
import { OwnOperation } from "@/features/guardians/OwnOperation";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

export type UpdateNetworkProps = {
  readonly account: StoredAccount;
  readonly chain: ChainConfig;
  readonly network: GuardianNetwork;
  readonly onDone: () => void;
};

/** Makes the change on a further network: announced, confirmed and waited for there as anywhere. */
export function UpdateNetwork({ account, chain, network, onDone }: UpdateNetworkProps) {
  const { accountId } = account;
  const { chainId, name } = chain;
  const [isOpen, setOpen] = useState(false);
  const prepared = useRef<GuardianChange>(undefined);
  const queries = useQueryClient();
  const { data: waits } = useWaits(account);
  const announced = useQuery({
    queryKey: [...queryKeys.guardians(accountId), "announced-update", chainId, waits],
    queryFn: async () =>
      (await (await walletClient()).guardians.findUpdateWait({ accountId, chainId, waits: waits ?? [] })) ?? null,
    enabled: waits !== undefined,
    placeholderData: keepPreviousData,
  });
  const readWaits = () => queries.invalidateQueries({ queryKey: queryKeys.waits(accountId) });
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)} data-testid="guardian-network-update">
        Change it on {name} too
      </Button>
      <OwnOperation
        account={account}
        chain={chain}
        title={`Change your guardians on ${name}`}
        name={`guardians-update-${chainId}-${network.inForce?.configEpoch}`}
        open={isOpen}
        announcedFor={announced.data?.readyAt}
        getCalls={async () => {
          const change = await (await walletClient()).guardians.prepareUpdate({ accountId, chainId });
          prepared.current = change;
          return change.calls;
        }}
        onAnnounce={async () => {
          const change = prepared.current;
          if (!change) return;
          await (await walletClient()).guardians.announceChange({ accountId, chainId, change });
          await readWaits();
        }}
        onConfirm={async () => {
          await (await walletClient()).guardians.keepNext({ accountId, next: prepared.current?.next });
        }}
        onClose={() => setOpen(false)}
        onDone={() => {
          setOpen(false);
          void readWaits();
          onDone();
        }}
      />
    </>
  );
}

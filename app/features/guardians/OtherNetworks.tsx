"use client";

import type { GuardianNetwork, GuardianSet, StoredAccount } from "@tandem/client";
import type { ChainConfig } from "@tandem/protocol";
import { useQuery } from "@tanstack/react-query";
import { Notice } from "@/components/ui/Notice";
import { AskFurther } from "@/features/guardians/AskFurther";
import { toNetworkWords } from "@/features/guardians/networkWords";
import { ScheduledChange } from "@/features/guardians/ScheduledChange";
import { SignForNetwork } from "@/features/guardians/SignForNetwork";
import { UpdateNetwork } from "@/features/guardians/UpdateNetwork";
import { useGuardianNetworks } from "@/features/guardians/useGuardianNetworks";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

export type OtherNetworksProps = {
  readonly account: StoredAccount;
  /** The network that the rest of the page is about. */
  readonly shownChainId: number | undefined;
  /** As they are meant. */
  readonly current: GuardianSet | undefined;
  /** The page asks for a signature already, which serves all networks. */
  readonly isAskedToSign: boolean;
  readonly onChanged: () => void;
};

/** Networks on which the guardians are not, or not yet, those that are meant. Nothing where all are the same. */
export function OtherNetworks(props: OtherNetworksProps) {
  const { account, shownChainId, current, isAskedToSign, onChanged } = props;
  const networks = useGuardianNetworks(account);
  const config = useQuery({ queryKey: queryKeys.config, queryFn: async () => (await walletClient()).getConfig() });
  if (!current) return null;
  const rows = (networks.data ?? []).flatMap((network) => {
    const chain = config.data?.chains.find(({ chainId }) => chainId === network.chainId);
    const isShown = network.chainId === shownChainId;
    const words = toNetworkWords(network, current);
    // The rest of the page speaks of these.
    const isSaid =
      (isShown && network.status !== "earlier") || (isAskedToSign && network.status === "none" && !network.replaced);
    const hasNews = (words && !isSaid) || (network.scheduled !== undefined && !isShown);
    return chain && hasNews ? [{ network, chain, words: isSaid ? undefined : words, isShown }] : [];
  });
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="networks" className="flex flex-col gap-3" data-testid="guardian-networks">
      <h2 id="networks" className="font-semibold">
        Your other networks
      </h2>
      <p className="text-muted text-sm">
        Every network keeps its own list. A change counts where you made it, until you make it on the others too.
      </p>
      {rows.map((row) => (
        <NetworkRow
          key={row.chain.chainId}
          account={account}
          {...row}
          isAskedToSign={isAskedToSign}
          onChanged={onChanged}
        />
      ))}
    </section>
  );
}

type NetworkRowProps = Pick<OtherNetworksProps, "account" | "isAskedToSign" | "onChanged"> & {
  readonly network: GuardianNetwork;
  readonly chain: ChainConfig;
  readonly words: ReturnType<typeof toNetworkWords>;
  readonly isShown: boolean;
};

function NetworkRow({ account, network, chain, words, isShown, isAskedToSign, onChanged }: NetworkRowProps) {
  const { scheduled } = network;
  return (
    <>
      {words ? (
        <Notice
          tone={words.tone}
          title={words.title}
          data-testid={`guardian-network-${network.chainId}`}
          actions={
            network.status === "earlier" && !scheduled ? (
              <UpdateNetwork account={account} chain={chain} network={network} onDone={onChanged} />
            ) : network.canSignFirst && !isAskedToSign ? (
              <SignForNetwork account={account} chainId={chain.chainId} onDone={onChanged} />
            ) : network.status === "foreign" ? (
              <AskFurther account={account} chain={chain} />
            ) : undefined
          }
        >
          {words.text}
        </Notice>
      ) : null}
      {scheduled && !isShown ? (
        <ScheduledChange account={account} chain={chain} state={network} where={chain.name} onChanged={onChanged} />
      ) : null}
    </>
  );
}

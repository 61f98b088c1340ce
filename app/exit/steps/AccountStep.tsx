import type { KitChain } from "@tandem/client/kit";
import {
  type ConnectedChain,
  getKeyStanding,
  type KeyStanding,
  type OfflineAccount,
  type OfflineState,
  readOfflineAccount,
  readTokenBalances,
} from "@tandem/client/offline";
import { useCallback, useEffect, useState } from "react";
import { formatAmount } from "@/lib/format";
import { forgetAll, heldKit } from "../held";
import { Button, Failure, Heading, Notice } from "../ui";
import { useWork } from "../useWork";
import { CatchUpStep } from "./CatchUpStep";
import { SendStep, type SpendableAsset } from "./SendStep";
import { SoloStep } from "./SoloStep";

export type AccountStepProps = {
  readonly account: OfflineAccount;
  readonly chain: ConnectedChain;
  readonly config: KitChain | undefined;
  readonly onAccount: (account: OfflineAccount) => void;
  readonly onNetwork: () => void;
  readonly onClose: () => void;
};

type Loaded = { readonly state: OfflineState; readonly assets: readonly SpendableAsset[] };

/** The account as the chain has it, and what can be done with it from here. */
export function AccountStep({ account, chain, config, onAccount, onNetwork, onClose }: AccountStepProps) {
  const [loaded, setLoaded] = useState<Loaded>();
  const [task, setTask] = useState<"send" | "key" | "catch-up">();
  const { run, busy, error } = useWork();

  const load = useCallback(async () => {
    const tokens = config?.tokens ?? [];
    const [state, balances] = await Promise.all([
      readOfflineAccount(chain, account),
      readTokenBalances(chain, { owner: account.address, tokens: tokens.map(({ address }) => address) }),
    ]);
    const native = { symbol: "ETH", decimals: 18, balance: state.balanceWei };
    setLoaded({ state, assets: [native, ...tokens.map((token, i) => ({ ...token, balance: balances[i] ?? 0n }))] });
  }, [account, chain, config]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `run` is new with every render and starts nothing by itself
  useEffect(() => void run(load), [load]);

  const back = () => {
    setTask(undefined);
    void run(load);
  };
  if (task === "send" && loaded) return <SendStep {...{ account, chain }} assets={loaded.assets} onBack={back} />;
  if (task === "key" && loaded) {
    return <SoloStep {...{ account, chain, config, onAccount }} state={loaded.state} onBack={back} />;
  }
  if (task === "catch-up") return <CatchUpStep {...{ account, chain }} onBack={back} />;
  const standing = loaded && getKeyStanding({ ...loaded, account, guardians: heldKit().details?.guardians });
  return (
    <div className="stack">
      <Heading>{account.name}</Heading>
      <p className="mono">{account.address}</p>
      <Failure error={error} />
      {loaded ? (
        <ul className="assets">
          {loaded.assets.map(({ symbol, decimals, balance }) => (
            <li key={symbol}>
              <span>{symbol}</span>
              <span data-testid={`exit-balance-${symbol}`}>
                {formatAmount({ amount: balance, decimals, digits: 6 })}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p role="status">Asking the network …</p>
      )}
      <Actions standing={standing} onTask={setTask} />
      <Button look="secondary" onClick={() => run(load)} busy={busy}>
        Ask the network again
      </Button>
      <Button look="secondary" onClick={onNetwork}>
        Another network
      </Button>
      <Button
        look="secondary"
        onClick={() => {
          forgetAll();
          onClose();
        }}
      >
        Close and forget
      </Button>
    </div>
  );
}

type ActionsProps = {
  readonly standing: KeyStanding | undefined;
  readonly onTask: (task: "send" | "key" | "catch-up") => void;
};

/** What this key can do on this network. */
function Actions({ standing, onTask }: ActionsProps) {
  switch (standing?.status) {
    case "behind":
      return (
        <>
          <Notice tone="caution" title="This network still has an older key">
            <p>Your key was replaced, and nobody has told this network yet. Do that first: then you can send.</p>
          </Notice>
          <Button onClick={() => onTask("catch-up")}>Bring your key here</Button>
        </>
      );
    case "not-recovered":
      return (
        <Notice tone="danger" title="Your guardians have not given you the account on this network">
          <p>They did on another one. Only they can do it here too. Until then use the other network.</p>
        </Notice>
      );
    case "replaced":
      return (
        <Notice tone="danger" title="The account has another key on this network">
          <p>It was replaced since this kit was made. Use the newest kit, or another network.</p>
        </Notice>
      );
    default:
      return (
        <>
          <Button onClick={() => onTask("send")} disabled={!standing}>
            Send
          </Button>
          <Button look="secondary" onClick={() => onTask("key")} disabled={!standing}>
            Replace the key
          </Button>
        </>
      );
  }
}

import type { CatchUpTransaction } from "@tandem/account";
import {
  type ConnectedChain,
  getKeyStanding,
  type KeyStanding,
  type OfflineAccount,
  readOfflineAccount,
} from "@tandem/client/offline";
import { useEffect, useState } from "react";
import { heldKit } from "../held";
import { Button, Failure, Heading, Notice, Transaction } from "../ui";

export type CatchUpStepProps = {
  readonly account: OfflineAccount;
  readonly chain: ConnectedChain;
  readonly onBack: () => void;
};

const pauseMs = 2_000;

const words: Record<CatchUpTransaction["kind"], string> = {
  deploy: "Creates the account here",
  rotate: "Gives the account to the next key",
  "set-guardians": "Brings your guardians",
};

/** The network does not know the newest key yet: what is missing is signed already, and anybody may send it. */
export function CatchUpStep({ account, chain, onBack }: CatchUpStepProps) {
  const [standing, setStanding] = useState<KeyStanding>();
  const [trouble, setTrouble] = useState<unknown>();
  const isOver = standing !== undefined && standing.status !== "behind";

  useEffect(() => {
    if (isOver) return;
    let isLeft = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function look(): Promise<void> {
      try {
        const state = await readOfflineAccount(chain, account);
        if (isLeft) return;
        setTrouble(undefined);
        setStanding(getKeyStanding({ account, state, guardians: heldKit().details?.guardians }));
      } catch (error) {
        if (!isLeft) setTrouble(error);
      }
      if (!isLeft) timer = setTimeout(look, pauseMs);
    }
    void look();
    return () => {
      isLeft = true;
      clearTimeout(timer);
    };
  }, [account, chain, isOver]);

  const missing = standing?.status === "behind" ? standing.transactions : [];
  const [next] = missing;
  return (
    <div className="stack">
      <Heading>Bring your key to this network</Heading>
      {isOver ? (
        <Notice tone="success" title="This network knows your key now">
          <p>You can go on.</p>
        </Notice>
      ) : (
        <p>
          Your keys have signed for it already. Any account with a little ether can send it, yours or a friend's: it
          pays the fee, and can change nothing in it.
        </p>
      )}
      {next ? (
        <div className="card">
          <h2>{words[next.kind]}</h2>
          <p>
            {missing.length > 1 ? `${missing.length} transactions are missing. Send this one first. ` : ""}
            Send exactly this. The page goes on by itself.
          </p>
          <Transaction key={next.data} to={next.to} data={next.data} testId="exit-catch-up" />
          <p role="status">Waiting for the network …</p>
        </div>
      ) : null}
      <Failure error={trouble} />
      {standing === undefined && trouble === undefined ? <p role="status">Asking the network …</p> : null}
      <Button look={isOver ? "primary" : "secondary"} onClick={onBack}>
        {isOver ? "Go on" : "Back"}
      </Button>
    </div>
  );
}

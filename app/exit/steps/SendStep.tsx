import {
  type ConnectedChain,
  type OfflineAccount,
  type OfflineOperation,
  prepareOfflineOperation,
} from "@tandem/client/offline";
import { type FormEvent, useState } from "react";
import { type Address, encodeFunctionData, erc20Abi, formatUnits } from "viem";
import { parseAmount } from "@/features/send/parseAmount";
import { parseRecipient } from "@/features/send/parseRecipient";
import { Sending } from "../Sending";
import { Button, Failure, Field, Heading, Notice } from "../ui";
import { useSending } from "../useSending";
import { useWork } from "../useWork";

export type SpendableAsset = {
  /** Absent for the network's own coin. */
  readonly address?: Address;
  readonly symbol: string;
  readonly decimals: number;
  readonly balance: bigint;
};

export type SendStepProps = {
  readonly account: OfflineAccount;
  readonly chain: ConnectedChain;
  readonly assets: readonly SpendableAsset[];
  readonly onBack: () => void;
};

type Review = {
  readonly to: Address;
  readonly text: string;
  readonly call: ReturnType<typeof toCall>;
  readonly prepared: OfflineOperation;
};

export function SendStep({ account, chain, assets, onBack }: SendStepProps) {
  const [review, setReview] = useState<Review>();
  const [problem, setProblem] = useState<string>();
  const sending = useSending(chain);
  const work = useWork();

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const asset = assets[Number(data.get("asset"))];
    if (!asset) return;
    const contracts = Object.fromEntries(
      assets.flatMap(({ address, symbol }) => (address ? [[address.toLowerCase(), symbol]] : [])),
    );
    const recipient = parseRecipient({ input: String(data.get("to")), own: account.address, contracts });
    const amount = parseAmount({ input: String(data.get("amount")), asset, balance: asset.balance });
    setProblem(!recipient.ok ? recipient.problem : amount.ok ? undefined : (amount.problem ?? "Enter an amount."));
    if (!recipient.ok || !amount.ok) return;
    void work.run(async () => {
      const call = toCall(asset, recipient.address, amount.amount);
      const prepared = await prepareOfflineOperation({ chain, account, calls: [call] });
      const text = `${formatUnits(amount.amount, asset.decimals)} ${asset.symbol}`;
      setReview({ to: recipient.address, text, call, prepared });
    });
  }

  function prepareAgain(before: Review): void {
    void work.run(async () => {
      const prepared = await prepareOfflineOperation({ chain, account, calls: [before.call] });
      setReview({ ...before, prepared });
      sending.reset();
    });
  }

  if (review) {
    const isIdle = sending.state.phase === "idle";
    return (
      <div className="stack">
        <Heading>Check and sign</Heading>
        <dl>
          <dt>You send</dt>
          <dd>{review.text}</dd>
          <dt>To</dt>
          <dd className="mono">{review.to}</dd>
          <dt>Network fee, at most</dt>
          <dd>{formatUnits(review.prepared.maxFeeWei, 18)} ETH, paid by your account</dd>
          <dt>Signed by</dt>
          <dd>Your kit and your device. Limits of the server do not apply here.</dd>
        </dl>
        <Failure error={work.error} />
        {isIdle ? (
          <>
            <Button busy={work.busy} onClick={() => work.run(() => sending.send(review.prepared))}>
              Sign and send
            </Button>
            <Button look="secondary" onClick={() => setReview(undefined)}>
              Change it
            </Button>
          </>
        ) : (
          <Sending {...{ sending, work, onBack }} onConfirmed={onBack} onPrepareAgain={() => prepareAgain(review)} />
        )}
      </div>
    );
  }
  return (
    <form onSubmit={submit}>
      <Heading>Send</Heading>
      <div className="field">
        <label htmlFor="asset">What</label>
        <select id="asset" name="asset">
          {assets.map(({ symbol }, index) => (
            <option key={symbol} value={index}>
              {symbol}
            </option>
          ))}
        </select>
      </div>
      <Field label="Amount" name="amount" inputMode="decimal" required />
      <Field label="To address" name="to" required />
      {problem ? <Notice tone="danger" title={problem} /> : null}
      <Failure error={work.error} />
      <Button type="submit" busy={work.busy}>
        Review
      </Button>
      <Button look="secondary" onClick={onBack}>
        Back
      </Button>
    </form>
  );
}

function toCall({ address }: SpendableAsset, to: Address, amount: bigint) {
  if (!address) return { to, value: amount };
  return { to: address, data: encodeFunctionData({ abi: erc20Abi, functionName: "transfer", args: [to, amount] }) };
}

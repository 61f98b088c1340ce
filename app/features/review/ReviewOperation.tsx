"use client";

import type { PreparedOperation, SecondFactor, StoredAccount } from "@tandem/client";
import { Fingerprint } from "lucide-react";
import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import { DevicePasswordField } from "@/components/DevicePasswordField";
import { FullAddress } from "@/components/FullAddress";
import { Button } from "@/components/ui/Button";
import { Facts } from "@/components/ui/Facts";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { type Asset, AssetIcon, assetAmount, describeCall } from "@/features/assets";
import type { ConfirmStage } from "@/features/operations";
import { type Check, Checks } from "@/features/review/Checks";
import { FeeLine } from "@/features/review/FeeLine";
import { OperationDetails } from "@/features/review/OperationDetails";
import { isLiftedByFactor, Rules } from "@/features/review/Rules";

// Rarely asked for, and it brings what reads a kit.
const SecondFactorFields = lazy(() => import("@/features/review/SecondFactorFields"));

const stageWords: Record<ConfirmStage, string> = {
  asking: "Waiting for you",
  "co-signing": "Co-signing",
  sending: "Sending",
};

export type ReviewAnswer = {
  readonly confirmed: readonly string[];
  readonly secondFactor?: SecondFactor;
  readonly password?: string;
};

export type ReviewOperationProps = {
  readonly prepared: PreparedOperation;
  readonly account: StoredAccount;
  readonly assets: readonly Asset[];
  readonly chainName: string;
  readonly checks: readonly Check[];
  /** How far the operation is, once the person confirmed. */
  readonly stage: ConfirmStage | undefined;
  readonly onConfirm: (answer: ReviewAnswer) => void;
  /** Back to where it can be changed. */
  readonly onChange: () => void;
  /** What went wrong with the last try, if anything. */
  readonly notice?: ReactNode;
};

/** Everything a person should see before both parts of the key sign. Balance change first. */
export function ReviewOperation(props: ReviewOperationProps) {
  const { prepared, account, assets, chainName, checks, stage, onConfirm, onChange, notice } = props;
  const { preview, fee, chainId } = prepared;
  const calls = prepared.calls.map((call) => describeCall({ call, chainId, assets, own: account.address }));
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const [password, setPassword] = useState("");
  const needsPassword = account.unlock === "password";
  const readFactor = useRef<() => SecondFactor | undefined>(() => undefined);
  const [isFactorReady, setFactorReady] = useState(false);
  const needsFactor = isLiftedByFactor(preview);
  const isRefused = preview.decision === "refuse" && !needsFactor;
  const asked = isRefused ? [] : preview.rules.map(({ name }) => name).filter((name) => name !== "second-factor");
  const ready =
    !isRefused &&
    asked.every((name) => ticked.includes(name)) &&
    (!needsFactor || isFactorReady) &&
    (!needsPassword || password !== "");

  const confirm = () => {
    const secondFactor = needsFactor ? readFactor.current() : undefined;
    onConfirm({ confirmed: asked, ...(secondFactor && { secondFactor }), ...(needsPassword && { password }) });
  };

  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !stage) confirm();
      }}
    >
      {calls.map((description, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: calls have no name of their own and never move
        <CallSummary key={index} description={description} />
      ))}
      {prepared.replaces ? (
        <Notice tone="caution" title="This takes the place of a payment you did not finish">
          Only one of the two can be paid. If you meant to pay both, finish or wait for the first one.
        </Notice>
      ) : null}
      <Rules account={account} assets={assets} preview={preview} ticked={ticked} onTick={setTicked} />
      {needsFactor ? (
        <Suspense fallback={<Skeleton className="h-40 w-full rounded-2xl" />}>
          <SecondFactorFields read={readFactor} onReady={setFactorReady} />
        </Suspense>
      ) : null}
      <div className="rounded-2xl bg-surface px-4 ring-1 ring-line">
        <Facts
          facts={[
            { label: "Network fee", value: <FeeLine fee={fee} />, testId: "review-fee" },
            { label: "Network", value: chainName },
          ]}
        />
      </div>
      <Checks checks={checks} />
      <OperationDetails prepared={prepared} assets={assets} />
      {needsPassword ? <DevicePasswordField value={password} onChange={setPassword} /> : null}
      {notice}
      <div className="sticky bottom-0 -mx-1 bg-gradient-to-t from-70% from-page to-transparent px-1 pt-6 pb-[max(0.25rem,env(safe-area-inset-bottom))]">
        {isRefused ? (
          <Button size="large" block onClick={onChange} data-testid="review-change">
            {calls.some(({ kind }) => kind === "send") ? "Change this payment" : "Back"}
          </Button>
        ) : (
          <Button
            type="submit"
            size="large"
            block
            busy={stage !== undefined}
            disabled={!ready}
            icon={<Fingerprint aria-hidden="true" className="size-5" />}
            data-testid="review-confirm"
          >
            {stage ? stageWords[stage] : "Confirm"}
          </Button>
        )}
      </div>
    </form>
  );
}

function CallSummary({ description }: { readonly description: ReturnType<typeof describeCall> }) {
  if (description.kind === "own")
    return (
      <section aria-label="What happens" className="rounded-2xl bg-surface p-5 ring-1 ring-line">
        <p className="font-semibold text-lg">{description.title}</p>
        <p className="mt-1 text-muted text-sm">
          Your account does this itself. No money moves, apart from any network fee.
        </p>
      </section>
    );
  if (description.kind === "contract")
    return (
      <section aria-label="What happens" className="flex flex-col gap-2 rounded-2xl bg-surface p-5 ring-1 ring-line">
        <p className="font-semibold text-lg">A contract is called</p>
        <FullAddress address={description.to} />
      </section>
    );
  const { asset, amount, to } = description;
  return (
    <section aria-label="What happens" className="rounded-2xl bg-surface ring-1 ring-line">
      <div className="flex items-center gap-4 p-5">
        <AssetIcon asset={asset} className="size-11" />
        <div className="min-w-0">
          <p className="text-muted text-sm">You send</p>
          <p className="figures font-semibold text-2xl tracking-tight" data-testid="review-amount">
            <bdi>{assetAmount({ asset, amount, exact: true })}</bdi>
          </p>
        </div>
      </div>
      <div className="border-line border-t p-5">
        <p className="mb-1 text-muted text-sm">To</p>
        <FullAddress address={to} />
      </div>
    </section>
  );
}

"use client";

import { useId } from "react";
import type { Address } from "viem";
import { FullAddress } from "@/components/FullAddress";
import { TaskShell } from "@/components/TaskShell";
import { Button } from "@/components/ui/Button";
import { type Asset, AssetIcon, assetAmount } from "@/features/assets";
import { AssetPicker } from "@/features/send/AssetPicker";
import type { AmountResult } from "@/features/send/parseAmount";
import { cn } from "@/lib/cn";
import { untrustedText } from "@/lib/untrustedText";

export type AmountStepProps = {
  readonly recipient: Address;
  /** How the account calls the recipient, where it does. */
  readonly contact: string | undefined;
  readonly assets: readonly Asset[];
  readonly balances: Readonly<Record<string, bigint>> | undefined;
  /** The balances could not be read. */
  readonly isUnknown: boolean;
  readonly asset: Asset;
  readonly input: string;
  readonly result: AmountResult;
  readonly onAsset: (asset: Asset) => void;
  readonly onInput: (input: string) => void;
  /** Fills in everything there is of this asset. */
  readonly onMax: () => void;
  readonly onContinue: () => void;
  readonly onBack: () => void;
  readonly onClose: () => void;
};

export function AmountStep(props: AmountStepProps) {
  const { recipient, contact, assets, balances, isUnknown, asset, input, result } = props;
  const { onAsset, onInput, onMax, onContinue, onBack, onClose } = props;
  const noteId = useId();
  const balance = balances?.[asset.id];
  const problem = result.ok ? undefined : result.problem;

  return (
    <TaskShell title="How much?" onBack={onBack} onClose={onClose}>
      <form
        className="flex flex-1 flex-col gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          if (result.ok) onContinue();
        }}
      >
        <div className="-mt-4 text-sm">
          <p className="text-muted">
            To{contact === undefined ? null : <bdi className="font-medium text-ink"> {untrustedText(contact)}</bdi>}
          </p>
          <FullAddress address={recipient} />
        </div>
        <div className="flex flex-col gap-2 py-6">
          <div className="flex items-baseline gap-3 border-control border-b-2 pb-2 focus-within:border-accent">
            <input
              aria-label={`Amount in ${asset.symbol}`}
              aria-describedby={noteId}
              aria-invalid={problem ? true : undefined}
              value={input}
              onChange={(event) => onInput(event.target.value)}
              inputMode="decimal"
              autoComplete="off"
              maxLength={90}
              placeholder="0"
              // biome-ignore lint/a11y/noAutofocus: the screen has one thing to do
              autoFocus
              className={cn(
                "figures w-full min-w-0 bg-transparent font-semibold tracking-tight outline-none placeholder:text-faint",
                input.length > 12 ? "text-3xl" : "text-5xl",
              )}
              data-testid="send-amount"
            />
            <span className="shrink-0 font-medium text-muted text-xl">
              <bdi>{asset.symbol}</bdi>
            </span>
          </div>
          <p id={noteId} aria-live="polite" className={cn("min-h-5 text-sm", problem ? "text-danger" : "text-muted")}>
            {problem}
          </p>
        </div>
        <div className="flex items-center gap-3.5 rounded-2xl bg-surface p-3 ps-4 ring-1 ring-line">
          <AssetIcon asset={asset} />
          <div className="min-w-0 flex-1">
            <AssetPicker assets={assets} balances={balances} value={asset} onChange={onAsset} />
            <p className="figures truncate text-muted text-sm">
              {balance !== undefined
                ? `${assetAmount({ asset, amount: balance })} available`
                : isUnknown
                  ? "Balance not available"
                  : "Reading the balance"}
            </p>
          </div>
          <Button size="small" variant="secondary" disabled={!balance} onClick={onMax} data-testid="send-max">
            Max
          </Button>
        </div>
        <div className="mt-auto pb-[env(safe-area-inset-bottom)]">
          <Button type="submit" size="large" block disabled={!result.ok} data-testid="send-amount-continue">
            Review
          </Button>
        </div>
      </form>
    </TaskShell>
  );
}

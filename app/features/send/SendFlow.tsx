"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import type { Address } from "viem";
import { formatUnits } from "viem/utils";
import { TaskShell } from "@/components/TaskShell";
import { Skeleton } from "@/components/ui/Skeleton";
import { ActivityDetail } from "@/features/activity";
import { useBalances, useChain } from "@/features/assets";
import { useContacts } from "@/features/contacts";
import { ErrorNotice } from "@/features/errors";
import { AmountStep } from "@/features/send/AmountStep";
import { clearDraft, type Draft, loadDraft, parseStep, type SendStep, saveDraft } from "@/features/send/draft";
import { parseAmount } from "@/features/send/parseAmount";
import { parseRecipient } from "@/features/send/parseRecipient";
import { RecipientStep } from "@/features/send/RecipientStep";
import { ReviewStep } from "@/features/send/ReviewStep";
import { useRecipientChecks } from "@/features/send/useRecipientChecks";
import { useAccount } from "@/features/session";

/** Recipient, amount, review. The step stands in the address bar, so that the browser's Back works. */
export function SendFlow() {
  const account = useAccount();
  const { chain, assets, error, retry } = useChain();
  const balances = useBalances(account.address);
  const { nameOf } = useContacts(account);
  const parameters = useSearchParams();
  const asked = parseStep(parameters.get("step"));
  const operationId = parameters.get("operation");
  const [draft, setDraft] = useState<Draft>(loadDraft);
  useEffect(() => {
    saveDraft(draft);
  }, [draft]);

  const asset = assets.find(({ id }) => id === draft.assetId) ?? assets[0];
  const recipient =
    chain && draft.recipient
      ? parseRecipient({ input: draft.recipient, own: account.address, contracts: contractNames(chain) })
      : undefined;
  const to = recipient?.ok ? recipient.address : undefined;
  const checks = useRecipientChecks({
    account,
    recipient: to,
    checksummed: recipient?.ok === true && recipient.checksummed,
  });

  // The steps follow each other on one page: each begins at its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of these is the occasion
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [asked, operationId]);

  if (operationId) return <ActivityDetail id={operationId} />;
  if (!chain || !asset)
    return (
      <TaskShell title="Send to">
        {error ? <ErrorNotice error={error} onRetry={retry} /> : <Skeleton className="h-40 w-full rounded-2xl" />}
      </TaskShell>
    );

  const amount = parseAmount({ input: draft.amount, asset, balance: balances.data?.[asset.id] });
  // A step is shown only when the ones before it are answered.
  const step: SendStep = !to ? "recipient" : asked === "review" && !amount.ok ? "amount" : asked;

  if (step === "review" && to && amount.ok)
    return (
      <ReviewStep
        account={account}
        chain={chain}
        assets={assets}
        asset={asset}
        amount={amount.amount}
        balance={balances.data?.[asset.id]}
        to={to}
        checks={checks}
        onAmount={(changed) => setDraft({ ...draft, amount: formatUnits(changed, asset.decimals) })}
        onBack={() => window.history.back()}
        onClose={clearDraft}
      />
    );
  if (step === "amount" && to)
    return (
      <AmountStep
        recipient={to}
        assets={assets}
        contact={nameOf(to)}
        balances={balances.data}
        isUnknown={balances.isError}
        asset={asset}
        input={draft.amount}
        result={amount}
        onAsset={({ id }) => setDraft({ ...draft, assetId: id })}
        onInput={(input) => setDraft({ ...draft, amount: input })}
        onMax={() => setDraft({ ...draft, amount: formatUnits(balances.data?.[asset.id] ?? 0n, asset.decimals) })}
        onContinue={() => goTo("review")}
        onBack={() => window.history.back()}
        onClose={clearDraft}
      />
    );
  return (
    <RecipientStep
      account={account}
      input={draft.recipient}
      onInput={(input) => setDraft({ ...draft, recipient: input })}
      result={recipient}
      checks={checks}
      onContinue={() => goTo("amount")}
      onClose={clearDraft}
    />
  );
}

function goTo(step: SendStep): void {
  window.history.pushState(null, "", `/send?step=${step}`);
}

/** Contracts nobody should pay by mistake, by lower-case address. */
function contractNames(chain: NonNullable<ReturnType<typeof useChain>["chain"]>): Readonly<Record<string, string>> {
  const named: readonly (readonly [Address, string])[] = [
    ...chain.tokens.map(({ address, symbol }) => [address, `the ${symbol} token`] as const),
    [chain.entryPoint, "the EntryPoint contract"],
    [chain.factory, "the account factory"],
    [chain.core, "the account code"],
    [chain.features, "the account code"],
    [chain.sponsorPaymaster, "the paymaster"],
  ];
  return Object.fromEntries(named.map(([address, name]) => [address.toLowerCase(), name]));
}

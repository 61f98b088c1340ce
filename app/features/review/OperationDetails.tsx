"use client";

import type { PreparedOperation } from "@tandem/client";
import { CopyButton } from "@/components/ui/CopyButton";
import { Disclosure } from "@/components/ui/Disclosure";
import { type Fact, Facts } from "@/components/ui/Facts";
import { type Asset, assetAmount, describeCall } from "@/features/assets";
import { formatAmount, formatPreciseTime } from "@/lib/format";

export type OperationDetailsProps = { readonly prepared: PreparedOperation; readonly assets: readonly Asset[] };

/** One click away: the decoded calls, the exact bytes to be signed, and everything around them. */
export function OperationDetails({ prepared, assets }: OperationDetailsProps) {
  return (
    <div className="flex flex-col gap-3">
      <Disclosure summary="Details" data-testid="review-details">
        <Facts facts={facts(prepared, assets)} />
      </Disclosure>
      <Disclosure summary="Raw view" data-testid="review-raw">
        <div className="flex flex-col gap-3">
          <section
            aria-label="UserOperation"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
            tabIndex={0}
            className="max-h-80 overflow-auto rounded-xl bg-sunken p-3 font-mono text-xs leading-relaxed"
          >
            <pre>{rawText(prepared)}</pre>
          </section>
          <CopyButton
            size="small"
            variant="secondary"
            value={rawText(prepared)}
            noun="UserOperation"
            className="self-start"
          >
            Copy
          </CopyButton>
        </div>
      </Disclosure>
    </div>
  );
}

function facts(prepared: PreparedOperation, assets: readonly Asset[]): readonly Fact[] {
  const { calls, fee, userOperation, chainId } = prepared;
  const own = userOperation.sender;
  const callFacts = calls.map((call, index): Fact => {
    const number = calls.length > 1 ? ` ${index + 1}` : "";
    return {
      label: `Call${number}`,
      wide: true,
      value: <CallText description={describeCall({ call, chainId, assets, own })} />,
    };
  });
  return [
    ...callFacts,
    { label: "Chain", value: `eip155:${chainId}` },
    { label: "Account nonce", value: mono(userOperation.nonce.toString()), wide: true },
    { label: "Deploys the account", value: prepared.deploys ? "Yes, with this payment" : "No, it is deployed" },
    { label: "Most this can cost", value: `${formatAmount({ amount: fee.maxWei, decimals: 18, digits: 8 })} ETH` },
    ...(fee.sponsor ? [{ label: "Paymaster", value: mono(fee.sponsor), wide: true }] : []),
    { label: "EntryPoint", value: mono(prepared.entryPoint), wide: true },
    {
      label: "Valid",
      value: `${formatPreciseTime(prepared.validAfter * 1000)} – ${formatPreciseTime(prepared.validUntil * 1000)}`,
    },
    { label: "Policy hash", value: mono(prepared.preview.policyHash), wide: true },
    { label: "UserOperation hash", value: mono(prepared.userOpHash), wide: true },
    { label: "Digest both parts sign", value: mono(prepared.digest), wide: true, testId: "review-digest" },
  ];
}

function CallText({ description }: { readonly description: ReturnType<typeof describeCall> }) {
  if (description.kind === "send") {
    const method = description.asset.token ? "transfer(address to, uint256 amount)" : "plain payment";
    return (
      <span className="flex flex-col gap-1">
        <span>
          Send <bdi>{assetAmount({ asset: description.asset, amount: description.amount, exact: true })}</bdi>
        </span>
        {mono(`${method} → ${description.to}`)}
      </span>
    );
  }
  return (
    <span className="flex flex-col gap-1">
      <span>{description.kind === "own" ? description.title : "Calls a contract"}</span>
      {mono(`${description.selector} → ${description.to}`)}
    </span>
  );
}

function mono(text: string) {
  return (
    <span translate="no" className="break-all font-mono text-xs leading-relaxed">
      {text}
    </span>
  );
}

function rawText(prepared: PreparedOperation): string {
  const { entryPoint, chainId, validAfter, validUntil, userOperation } = prepared;
  const toJson = (_key: string, value: unknown) => (typeof value === "bigint" ? `0x${value.toString(16)}` : value);
  return JSON.stringify({ chainId, entryPoint, validAfter, validUntil, userOperation }, toJson, 2);
}

"use client";

import type { PreparedOperation, StoredAccount } from "@tandem/client";
import { Notice } from "@/components/ui/Notice";
import { type Asset, assetAmount } from "@/features/assets";
import { type AssetLimit, useLimits } from "@/features/limits";
import { ruleWords } from "@/features/review/ruleWords";
import { formatTime } from "@/lib/format";

export type RulesProps = {
  readonly account: StoredAccount;
  readonly assets: readonly Asset[];
  readonly preview: PreparedOperation["preview"];
  readonly ticked: readonly string[];
  readonly onTick: (names: readonly string[]) => void;
};

/** What the account's policy says: refusals with what to do, and rules that want the person's own tick. */
export function Rules({ account, assets, preview, ticked, onTick }: RulesProps) {
  if (preview.decision === "allow") return null;
  if (preview.decision === "refuse") {
    const refusals = <Refusals account={account} assets={assets} preview={preview} />;
    if (!isLiftedByFactor(preview)) return refusals;
    return (
      <>
        {refusals}
        <Ticks assets={assets} rules={withoutFactor(preview)} ticked={ticked} onTick={onTick} />
      </>
    );
  }
  return <Ticks assets={assets} rules={preview.rules} ticked={ticked} onTick={onTick} />;
}

/** Refused only for want of a second factor: with one, what is left is to be confirmed. */
export function isLiftedByFactor(preview: PreparedOperation["preview"]): boolean {
  return preview.decision === "refuse" && refusalsOf(preview).every(({ name }) => name === "second-factor");
}

const withoutFactor = ({ rules }: PreparedOperation["preview"]) => rules.filter(({ name }) => name !== "second-factor");

type TicksProps = Pick<RulesProps, "assets" | "ticked" | "onTick"> & {
  readonly rules: PreparedOperation["preview"]["rules"];
};

function Ticks({ assets, rules, ticked, onTick }: TicksProps) {
  if (rules.length === 0) return null;
  return (
    <fieldset className="flex flex-col gap-2 rounded-2xl bg-caution-soft p-4">
      <legend className="float-start mb-2 w-full font-medium text-sm">Please confirm what is unusual here</legend>
      {groupRules(rules).map(({ name, details }) => (
        <label key={name} className="flex gap-3 rounded-xl py-2 text-sm">
          <input
            type="checkbox"
            checked={ticked.includes(name)}
            onChange={(event) =>
              onTick(event.target.checked ? [...ticked, name] : ticked.filter((other) => other !== name))
            }
            className="mt-0.5 size-5 shrink-0 accent-accent"
            data-testid={`review-rule-${name}`}
          />
          <span>
            <span className="font-medium">{ruleWords(name).title}</span>
            {details.map((detail) => (
              <span key={detail} className="mt-0.5 block break-words text-muted">
                {withAssetNames(detail, assets)}
              </span>
            ))}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

type RefusalsProps = Pick<RulesProps, "account" | "assets" | "preview">;

function Refusals({ account, assets, preview }: RefusalsProps) {
  const { limits } = useLimits(account);
  const isLifted = isLiftedByFactor(preview);
  const exceeded = limits?.filter(({ asset, limit, spent }) => spent + debitOf(preview, asset) > limit) ?? [];
  return (
    <div className="flex flex-col gap-3">
      {groupRules(refusalsOf(preview)).map(({ name, details }) => (
        <Notice
          key={name}
          announce
          tone={isLifted ? "caution" : "danger"}
          title={isLifted ? upperFirst(ruleWords(name).title) : `Not allowed: ${ruleWords(name).title}`}
          data-testid="review-refused"
        >
          {name === "daily-limit" && exceeded.length > 0
            ? exceeded.map((limit) => <p key={limit.asset.id}>{limitText(limit)}</p>)
            : details.map((detail) => (
                <p key={detail} className="break-words">
                  {withAssetNames(detail, assets)}
                </p>
              ))}
          <p className="mt-1">{ruleWords(name).action}</p>
          <p className="mt-2 font-mono text-xs">Rule: {name}</p>
        </Notice>
      ))}
    </div>
  );
}

const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** One row a rule, however often it was found. */
function groupRules(rules: PreparedOperation["preview"]["rules"]) {
  const names = [...new Set(rules.map(({ name }) => name))];
  return names.map((name) => ({
    name,
    details: [...new Set(rules.flatMap((rule) => (rule.name === name ? [rule.detail] : [])))],
  }));
}

/** Rules to confirm stand behind those that refuse, and are no reason. */
function refusalsOf({ rules }: PreparedOperation["preview"]) {
  const reasons = rules.filter(({ name }) => !confirmable.has(name));
  return reasons.length > 0 ? reasons : rules;
}

const confirmable = new Set(["no-limit", "new-recipient", "nft", "approval", "unknown-call", "administration"]);

function debitOf(preview: PreparedOperation["preview"], asset: Asset): bigint {
  return BigInt(preview.debits.find((debit) => debit.asset === asset.id)?.amount ?? "0");
}

function limitText({ asset, limit, spent, resetsAt }: AssetLimit): string {
  const left = assetAmount({ asset, amount: limit > spent ? limit - spent : 0n, exact: true });
  const more = resetsAt === undefined ? "" : ` More from ${formatTime(resetsAt)} on.`;
  return `Your limit is ${assetAmount({ asset, amount: limit })} in any 24 hours, and ${left} of it is left.${more}`;
}

/** The service names assets by their CAIP-19 id; people know the symbol. */
function withAssetNames(detail: string, assets: readonly Asset[]): string {
  return assets.reduce((text, { id, symbol }) => text.replaceAll(id, symbol), detail);
}

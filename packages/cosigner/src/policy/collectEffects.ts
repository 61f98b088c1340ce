import { formatAssetId, type Transfer } from "@tandem/protocol";
import { type Address, maxUint256 } from "viem";
import type { Act, EffectRule, PolicyChain, RuleFinding } from "./types.ts";

/** Gathers what the calls of a request do. Everything only ever adds: no call can take back what another one found. */
export type EffectCollector = {
  debitNative(amount: bigint): void;
  debitToken(token: Address, amount: bigint): void;
  transferNative(to: Address, amount: bigint): void;
  transferToken(token: Address, to: Address, amount: bigint): void;
  /** Somebody gets something. */
  reach(to: Address): void;
  find(name: EffectRule, detail: string): void;
  /** The account itself is called, in a way that cannot be read. */
  cannotRead(detail: string): void;
  /** Another contract is, which may be a token. `name` says what is known of it all the same. */
  cannotReadCall(to: Address, detail: string, name?: EffectRule): void;
  /** One call, not counting calls that only carry others. */
  countCall(isEmergency: boolean): void;
  administer(act: Act): void;
  readonly isUnreadable: boolean;
  readonly isEmergency: boolean;
  readonly unreadableAssets: ReadonlySet<string>;
  readonly recipients: ReadonlySet<Address>;
  readonly acts: readonly Act[];
  readonly debits: ReadonlyMap<string, bigint>;
  readonly findings: readonly RuleFinding<EffectRule>[];
  readonly transfers: readonly Transfer[];
};

/** The wire's lists are bounded; a request that would not fit is reviewed as unknown. */
const maxTransfers = 64;
const maxFindings = 32;

/** @param own - the account, lowercase: what it pays itself reaches nobody. */
export function createEffectCollector({ chainId }: PolicyChain, own: Address): EffectCollector {
  const debits = new Map<string, bigint>();
  const findings: RuleFinding<EffectRule>[] = [];
  const transfers: Transfer[] = [];
  const recipients = new Set<Address>();
  const acts = new Map<string, Act>();
  const unreadableAssets = new Set<string>();
  let isUnreadable = false;
  let calls = 0;
  let emergencies = 0;
  const native = formatAssetId({ kind: "native", chainId });
  const tokenId = (token: Address) => formatAssetId({ kind: "erc20", chainId, token });

  function debit(asset: string, amount: bigint): void {
    if (amount === 0n) return;
    const sum = (debits.get(asset) ?? 0n) + amount;
    debits.set(asset, sum > maxUint256 ? maxUint256 : sum);
  }

  function transfer(asset: string, counterparty: Address, amount: bigint): void {
    debit(asset, amount);
    if (transfers.length < maxTransfers) {
      transfers.push({ direction: "out", asset, amount: amount.toString(), counterparty });
    }
  }

  function find(name: EffectRule, detail: string): void {
    const isKnown = findings.some((finding) => finding.name === name && finding.detail === detail);
    // The first finding of a rule is always kept: dropping a detail must never drop a rule.
    if (!isKnown && (findings.length < maxFindings || !findings.some((finding) => finding.name === name))) {
      findings.push({ name, detail });
    }
  }

  return {
    find,
    reach(to) {
      if (to !== own) recipients.add(to);
    },
    cannotRead(detail) {
      isUnreadable = true;
      find("administration", detail);
    },
    cannotReadCall(to, detail, name = "unknown-call") {
      unreadableAssets.add(tokenId(to));
      find(name, detail);
    },
    countCall(isEmergency) {
      calls++;
      if (isEmergency) emergencies++;
    },
    administer: (act) => void acts.set(`${act.kind} ${act.subject}`, act),
    get isUnreadable() {
      return isUnreadable;
    },
    get isEmergency() {
      const isClean = !isUnreadable && findings.every(({ name }) => name === "administration");
      return isClean && calls > 0 && calls === emergencies;
    },
    get acts() {
      return [...acts.values()];
    },
    recipients,
    unreadableAssets,
    debits,
    findings,
    transfers,
    debitNative: (amount) => debit(native, amount),
    debitToken: (token, amount) => debit(tokenId(token), amount),
    transferNative: (to, amount) => {
      if (amount > 0n) transfer(native, to, amount);
    },
    transferToken: (token, to, amount) => transfer(tokenId(token), to, amount),
  };
}

import { formatAssetId, type Transfer } from "@tandem/protocol";
import { type Address, maxUint256 } from "viem";
import type { ConfirmableRule, PolicyChain, RuleFinding } from "./types.ts";

type EffectFinding = RuleFinding<Exclude<ConfirmableRule, "no-limit">>;

/** Gathers what the calls of a request do. Everything only ever adds: no call can take back what another one found. */
export type EffectCollector = {
  debitNative(amount: bigint): void;
  debitToken(token: Address, amount: bigint): void;
  transferNative(to: Address, amount: bigint): void;
  transferToken(token: Address, to: Address, amount: bigint): void;
  find(name: EffectFinding["name"], detail: string): void;
  /** The account itself is called, in a way that cannot be read. */
  cannotRead(detail: string): void;
  /** Another contract is, which may be a token. */
  cannotReadCall(to: Address, detail: string): void;
  readonly isUnreadable: boolean;
  readonly unreadableAssets: ReadonlySet<string>;
  readonly debits: ReadonlyMap<string, bigint>;
  readonly findings: readonly EffectFinding[];
  readonly transfers: readonly Transfer[];
};

/** The wire's lists are bounded; a request that would not fit is reviewed as unknown. */
const maxTransfers = 64;
const maxFindings = 32;

export function createEffectCollector({ chainId }: PolicyChain): EffectCollector {
  const debits = new Map<string, bigint>();
  const findings: EffectFinding[] = [];
  const transfers: Transfer[] = [];
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

  const unreadableAssets = new Set<string>();
  let isUnreadable = false;

  function find(name: EffectFinding["name"], detail: string): void {
    const isKnown = findings.some((finding) => finding.name === name && finding.detail === detail);
    // The first finding of a rule is always kept: dropping a detail must never drop a rule.
    if (!isKnown && (findings.length < maxFindings || !findings.some((finding) => finding.name === name))) {
      findings.push({ name, detail });
    }
  }

  return {
    find,
    cannotRead(detail) {
      isUnreadable = true;
      find("administration", detail);
    },
    cannotReadCall(to, detail) {
      unreadableAssets.add(tokenId(to));
      find("unknown-call", detail);
    },
    get isUnreadable() {
      return isUnreadable;
    },
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

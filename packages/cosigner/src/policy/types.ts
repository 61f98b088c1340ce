import type { Transfer } from "@tandem/protocol";
import type { Address, Hex } from "viem";

/** One call an account makes. */
export type Call = { readonly to: Address; readonly value: bigint; readonly data: Hex };

/** Rules a user can confirm by name. */
export const confirmableRules = [
  "no-limit",
  "unknown-call",
  "approval",
  "nft",
  "new-recipient",
  "administration",
] as const;
export type ConfirmableRule = (typeof confirmableRules)[number];

/** What follows from the calls alone; the other rules follow from the policy. */
export type EffectRule = Exclude<ConfirmableRule, "no-limit" | "new-recipient">;

/** Rules that no confirm lifts. */
export type RefusingRule =
  | "daily-limit"
  | "undecodable-call"
  | "blocked-recipient"
  | "recipient-not-allowed"
  | "new-device"
  | "wait-required"
  | "wait-24h"
  | "second-factor"
  | "account-frozen";

export type RuleFinding<name extends string = ConfirmableRule | RefusingRule> = {
  readonly name: name;
  /** For the person who reviews it. */
  readonly detail: string;
};

/** Addresses whose calls change the account itself or its place in the system. All lowercase. */
export type PolicyChain = {
  readonly chainId: number;
  readonly entryPoint: Address;
  readonly core: Address;
  readonly features: Address;
  readonly factory: Address;
  readonly sponsorPaymaster: Address;
  /** Takes its fee in a token, by the quote in its data. */
  readonly tokenPaymaster?: Address | undefined;
};

/** What a call to the account itself, or to a contract of the wallet, is for. */
export type ActKind =
  | "cancel-recovery"
  | "cancel-change"
  | "rotation"
  | "guardians"
  | "first-guardians"
  | "upgrade"
  | "apply-change"
  | "recovery"
  | "other";

/** Account administration. */
export type Act = {
  readonly kind: ActKind;
  /** Names exactly this call of this account on this chain, whatever operation it comes in: a wait is for it. */
  readonly subject: Hex;
  /** Guardians where there were none. */
  readonly isFirst: boolean;
};

/** What a request can do, whoever asks for it. */
export type Effects = {
  /** Most that can leave the account, by asset id. */
  readonly debits: ReadonlyMap<string, bigint>;
  /** What needs a confirm because of what it does; `no-limit` and `new-recipient` follow from the policy later. */
  readonly findings: readonly RuleFinding<EffectRule>[];
  /** The account is told something that cannot be read: it could be anything, a payment above every limit too. */
  readonly isUnreadable: boolean;
  /** Token contracts (as asset ids) called in a way that cannot be read: it could move the token. */
  readonly unreadableAssets: ReadonlySet<string>;
  /** Everybody who gets something: coin, tokens, a right to spend, a call that cannot be read. Lowercase. */
  readonly recipients: ReadonlySet<Address>;
  readonly acts: readonly Act[];
  /** Nothing but cancelling a recovery or rotating the key: what a frozen account still signs. */
  readonly isEmergency: boolean;
  /** Typed data: Unix seconds after which it grants nothing any more. */
  readonly deadline: number;
  /** For the activity list. */
  readonly transfers: readonly Transfer[];
  /** The part of the native debit that is the highest possible network fee. */
  readonly maxFee: bigint;
  /** Our paymaster pays. */
  readonly sponsored: boolean;
  /** The account is deployed by it. */
  readonly deploys: boolean;
};

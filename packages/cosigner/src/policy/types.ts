import type { Transfer } from "@tandem/protocol";
import type { Address, Hex } from "viem";

/** One call an account makes. */
export type Call = { readonly to: Address; readonly value: bigint; readonly data: Hex };

/** Rules a user can confirm by name. */
export const confirmableRules = ["no-limit", "unknown-call", "approval", "administration"] as const;
export type ConfirmableRule = (typeof confirmableRules)[number];

/** Rules that no confirm lifts. */
export type RefusingRule = "daily-limit" | "undecodable-call" | "wait-24h";

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
};

/** What a request can do, whoever asks for it. */
export type Effects = {
  /** Most that can leave the account, by asset id. */
  readonly debits: ReadonlyMap<string, bigint>;
  /** What needs a confirm because of what it does; `no-limit` follows from the policy later. */
  readonly findings: readonly RuleFinding<Exclude<ConfirmableRule, "no-limit">>[];
  /** The account is told something that cannot be read: it could be anything, a payment above every limit too. */
  readonly isUnreadable: boolean;
  /** Token contracts (as asset ids) called in a way that cannot be read: it could move the token. */
  readonly unreadableAssets: ReadonlySet<string>;
  /** For the activity list. */
  readonly transfers: readonly Transfer[];
  /** The part of the native debit that is the highest possible network fee. */
  readonly maxFee: bigint;
  /** Our paymaster pays. */
  readonly sponsored: boolean;
  /** The account is deployed by it. */
  readonly deploys: boolean;
};

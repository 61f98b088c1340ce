import type { StoredAccount } from "@tandem/client";

type Account = Pick<StoredAccount, "accountId">;

const keyOf = ({ accountId }: Account) => `tandem.unfinished-kit.${accountId}`;

/** A kit was made here whose code was not typed back yet: it does not count, and its code is shown only once. */
export function noteUnfinishedKit(account: Account): void {
  window.localStorage.setItem(keyOf(account), "1");
}

export function hasUnfinishedKit(account: Account): boolean {
  return window.localStorage.getItem(keyOf(account)) !== null;
}

export function forgetUnfinishedKit(account: Account): void {
  window.localStorage.removeItem(keyOf(account));
}

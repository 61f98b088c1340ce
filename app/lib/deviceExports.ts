import type { StoredAccount } from "@tandem/client";

type Account = Pick<StoredAccount, "accountId" | "keyEpoch">;

const keyOf = ({ accountId }: Account) => `tandem.device-export.${accountId}`;

/** The part of this device was saved as a file. It is worth something until the shares are renewed. */
export function noteDeviceExport(account: Account): void {
  window.localStorage.setItem(keyOf(account), String(account.keyEpoch));
}

export function hasDeviceExport(account: Account): boolean {
  return window.localStorage.getItem(keyOf(account)) === String(account.keyEpoch);
}

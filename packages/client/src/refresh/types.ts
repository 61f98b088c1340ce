import type { AccountParameters, StoredAccount } from "../types.ts";

export type RefreshSharesParameters = AccountParameters & {
  /** Where the share on this device opens by password. */
  readonly password?: string | undefined;
};

/** Renewing the shares. */
export type RefreshActions = {
  /** New shares of the same key: what leaked of the co-signer's share before is worth nothing after. One prompt. */
  refreshShares(parameters: RefreshSharesParameters): Promise<StoredAccount>;
};

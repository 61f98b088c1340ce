/** Names of everything cached in memory. All but `accounts` and `config` are dropped when the wallet locks. */
export const queryKeys = {
  accounts: ["accounts"],
  config: ["config"],
  pendingCreation: ["pending-creation"],
  policy: (accountId: string) => ["policy", accountId],
  freeze: (accountId: string) => ["freeze", accountId],
  restore: ["kit-restore"],
  account: (accountId: string) => ["account", accountId],
  alarms: (accountId: string) => ["alarms", accountId],
  channels: (accountId: string) => ["channels", accountId],
  kit: (accountId: string) => ["kit", accountId],
  waits: (accountId: string) => ["waits", accountId],
  balances: (address: string, chainId: number) => ["balances", address, chainId],
  operations: (accountId: string) => ["operations", accountId],
  activity: (accountId: string) => ["activity", accountId],
  recipient: (address: string, chainId: number) => ["recipient", address, chainId],
} as const;

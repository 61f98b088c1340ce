export { checkVersions } from "./checkVersions.ts";
export { type CreateIndexedDbStorageParameters, createIndexedDbStorage } from "./createIndexedDbStorage.ts";
export { createMemoryStorage } from "./createMemoryStorage.ts";
export { creationKey } from "./creationKey.ts";
export { getPendingCreation } from "./getPendingCreation.ts";
export { listAccounts } from "./listAccounts.ts";
export type {
  AccountRecord,
  CreationRecord,
  DeviceStorage,
  KeyRecord,
  LocalUnlock,
  LogRecord,
  PendingRefresh,
  PendingRotation,
  RestoreRecord,
  SettingsRecord,
  StorageChange,
  StoreName,
  StoreRecords,
  SyncedRecord,
  Wrap,
} from "./types.ts";
export { watchWrites } from "./watchWrites.ts";

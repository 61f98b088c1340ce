export { type CreateIndexedDbStorageParameters, createIndexedDbStorage } from "./createIndexedDbStorage.ts";
export { createMemoryStorage } from "./createMemoryStorage.ts";
export type {
  AccountRecord,
  CreationRecord,
  DeviceStorage,
  KeyRecord,
  LocalUnlock,
  SettingsRecord,
  StorageChange,
  StoreName,
  StoreRecords,
  Wrap,
} from "./types.ts";

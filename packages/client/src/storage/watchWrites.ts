import type { DeviceStorage, StorageChange } from "./types.ts";

/** Storage that tells of every write once it is done. */
export function watchWrites(
  storage: DeviceStorage,
  onWritten: (changes: readonly StorageChange[]) => void,
): DeviceStorage {
  return {
    get: (store, key) => storage.get(store, key),
    list: (store) => storage.list(store),
    async write(changes) {
      await storage.write(changes);
      onWritten(changes);
    },
  };
}

import type { DeviceStorage, StoreName, StoreRecords } from "./types.ts";

/** Storage that lives as long as the process: for tests and scripts. Same cloning as IndexedDB. */
export function createMemoryStorage(): DeviceStorage {
  const stores = new Map<StoreName, Map<string, unknown>>();
  const storeOf = (name: StoreName): Map<string, unknown> => {
    const known = stores.get(name);
    if (known) return known;
    const created = new Map<string, unknown>();
    stores.set(name, created);
    return created;
  };

  return {
    async get<name extends StoreName>(store: name, key: string) {
      // The map of a store only ever holds that store's records: `write` is typed by store.
      return structuredClone(storeOf(store).get(key)) as StoreRecords[name] | undefined;
    },
    async list<name extends StoreName>(store: name) {
      return [...storeOf(store).values()].map((value) => structuredClone(value) as StoreRecords[name]);
    },
    async write(changes) {
      const copies = changes.map((change) => structuredClone(change));
      for (const { store, key, value } of copies) {
        if (value === undefined) storeOf(store).delete(key);
        else storeOf(store).set(key, value);
      }
    },
  };
}

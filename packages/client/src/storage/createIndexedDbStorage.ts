import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { DeviceStorage, StoreName, StoreRecords } from "./types.ts";

type Schema = DBSchema & { [name in StoreName]: { key: string; value: StoreRecords[name] } };

const storeNames: readonly StoreName[] = [
  "accounts",
  "keys",
  "creations",
  "operations",
  "settings",
  "log",
  "guardians",
  "guardianCards",
  "recoveries",
  "restores",
  "synced",
];

export type CreateIndexedDbStorageParameters = {
  /** Name of the database in this origin. */
  readonly name?: string | undefined;
};

/**
 * Storage in the browser's IndexedDB. Opened at the first use. Holds sealed shares, key handles the browser does
 * not export, public data and the journal of operations: nothing in it signs without the passkey.
 */
export function createIndexedDbStorage({ name = "tandem" }: CreateIndexedDbStorageParameters = {}): DeviceStorage {
  let opening: Promise<IDBPDatabase<Schema>> | undefined;

  const close = (): void => {
    const closing = opening;
    opening = undefined;
    closing?.then((database) => database.close()).catch(() => undefined);
  };
  const open = (): Promise<IDBPDatabase<Schema>> => {
    opening ??= openDB<Schema>(name, 6, {
      upgrade(database) {
        const missing = storeNames.filter((store) => !database.objectStoreNames.contains(store));
        for (const store of missing) database.createObjectStore(store);
      },
      // Another tab wants to upgrade or delete the database: let it; the next use opens again.
      blocking: close,
      terminated: () => {
        opening = undefined;
      },
    }).catch((cause) => {
      opening = undefined;
      throw cause;
    });
    return opening;
  };

  return {
    async get<name extends StoreName>(store: name, key: string) {
      // The schema says the same, which TypeScript cannot follow through a generic store name.
      return (await (await open()).get(store, key)) as StoreRecords[name] | undefined;
    },
    async list<name extends StoreName>(store: name) {
      return (await (await open()).getAll(store)) as StoreRecords[name][];
    },
    async write(changes) {
      if (changes.length === 0) return;
      const database = await open();
      const stores = [...new Set(changes.map(({ store }) => store))];
      const transaction = database.transaction(stores, "readwrite", { durability: "strict" });
      for (const { store, key, value } of changes) {
        const target = transaction.objectStore(store);
        // Not awaited one by one: the transaction's end reports every failure.
        (value === undefined ? target.delete(key) : target.put(value, key)).catch(() => undefined);
      }
      await transaction.done;
    },
  };
}

import { StorageRecordError } from "../errors.ts";
import type { DeviceStorage } from "./types.ts";

/**
 * Refuses records of a form this version does not know. Only this code writes them, in one origin, as whole records of
 * one version, so the version says the form.
 */
export function checkVersions(storage: DeviceStorage): DeviceStorage {
  return {
    async get(store, key) {
      const record = await storage.get(store, key);
      if (record !== undefined) assertVersion(store, record);
      return record;
    },
    async list(store) {
      const records = await storage.list(store);
      for (const record of records) assertVersion(store, record);
      return records;
    },
    write: (changes) => storage.write(changes),
  };
}

function assertVersion(store: string, record: unknown): void {
  const isKnown = typeof record === "object" && record !== null && "version" in record && record.version === 1;
  if (!isKnown) throw new StorageRecordError({ store });
}

import type { SyncedData } from "@tandem/protocol";
import type { AccountParameters } from "../types.ts";

/**
 * `done`: this device and the others have the same. `waits-for-passkey`: the next prompt opens the key it is sealed under.
 * `this-device-only`: the account keeps no vault copy, or opens by password here, so there is nothing to share it under.
 */
export type SyncReport = {
  readonly status: "done" | "waits-for-passkey" | "this-device-only";
  /** Something came from another device. */
  readonly isChanged: boolean;
};

export type UpdateSyncedParameters = AccountParameters & {
  /** Gives the next data. Guardians and cards are changed by their own actions. */
  readonly change: (data: SyncedData) => SyncedData;
};

/**
 * Contacts, settings, labels, guardians and cards: kept on the device, and shared with the account's other devices sealed
 * under the vault's data key. Every change is shared at once where the service answers, else with the next `synchronise`.
 */
export type SyncActions = {
  getSynced(parameters: AccountParameters): Promise<SyncedData>;
  updateSynced(parameters: UpdateSyncedParameters): Promise<SyncedData>;
  /** Compares with the other devices now. No prompt. */
  synchronise(parameters: AccountParameters): Promise<SyncReport>;
};

import type { SyncedData } from "@tandem/protocol";
import type { AccountParameters } from "../types.ts";

export type Synced = {
  /** Counts writes; 0 before the first. */
  readonly version: number;
  readonly data: SyncedData;
};

/** A password where the share on this device opens by one. */
export type GetSyncedParameters = AccountParameters & { readonly password?: string | undefined };

export type UpdateSyncedParameters = GetSyncedParameters & {
  /** Gives the next data. Called again, with what another device wrote, where one was faster: so say what changes. */
  readonly change: (data: SyncedData) => SyncedData;
};

/** Contacts, settings, labels and cards, sealed on the device. The first use on a device asks for the passkey once. */
export type SyncActions = {
  getSynced(parameters: GetSyncedParameters): Promise<Synced>;
  updateSynced(parameters: UpdateSyncedParameters): Promise<Synced>;
};

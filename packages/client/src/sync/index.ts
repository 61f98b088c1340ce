export { createSyncActions } from "./createSyncActions.ts";
export type {
  GetSyncedParameters,
  SyncActions,
  Synced,
  UpdateSyncedParameters,
} from "./types.ts";

export { createSyncActions } from "./createSyncActions.ts";
export { shareWrites } from "./shareWrites.ts";
export type { SyncActions, SyncReport, UpdateSyncedParameters } from "./types.ts";

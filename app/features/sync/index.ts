export { SyncState } from "./SyncState";
export { useSync } from "./useSync";
export { useSynced } from "./useSynced";
export { useUpdateSynced } from "./useUpdateSynced";

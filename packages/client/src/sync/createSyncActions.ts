import type { ClientContext } from "../context.ts";
import type { SyncActions } from "./types.ts";

/** `client.sync`: its code is loaded with the first call. */
export function createSyncActions(context: ClientContext): SyncActions {
  const load = () => import("./syncActions.ts");
  return {
    getSynced: async (p) => (await load()).getSynced(context, p),
    updateSynced: async (p) => (await load()).updateSynced(context, p),
    synchronise: async (p) => (await load()).synchronise(context, p),
  };
}

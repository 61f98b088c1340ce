export { refreshShares } from "./refreshShares.ts";
export { takeRefresh } from "./takeRefresh.ts";
export type { RefreshActions, RefreshSharesParameters } from "./types.ts";

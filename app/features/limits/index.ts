export { LimitsPage } from "./LimitsPage";
export { type AssetLimit, useLimits } from "./useLimits";
export { serviceAccountQuery, useServiceAccount } from "./useServiceAccount";

export { type AssetLimit, useLimits } from "./useLimits";
export { useServiceAccount } from "./useServiceAccount";

export { beginChange } from "./beginChange.ts";
export { changePolicy } from "./changePolicy.ts";
export { getFreeze, setFreeze } from "./freeze.ts";
export { getPolicy } from "./getPolicy.ts";
export type { BeginChangeParameters, ChangePolicyParameters, PolicyActions } from "./types.ts";

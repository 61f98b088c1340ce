export { Guardians } from "./Guardians";
export { isLongSilent } from "./presence";
export { useGuardians } from "./useGuardians";

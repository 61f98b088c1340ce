export { Guardians } from "./Guardians";
export { useGuardians } from "./useGuardians";

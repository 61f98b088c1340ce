export { Guardians } from "./Guardians";
export { isLongSilent } from "./presence";
export { guardianInvitesQuery, guardianStateQuery, useGuardians } from "./useGuardians";

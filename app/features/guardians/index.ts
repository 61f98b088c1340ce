export { Guardians } from "./Guardians";
export { areTooFewHeard, listSilent } from "./presence";
export { guardianInvitesQuery, guardianStateQuery, useGuardians } from "./useGuardians";

export { Guardians } from "./Guardians";
export { areTooFewHeard, listSilent } from "./presence";
export { guardianNetworksQuery } from "./useGuardianNetworks";
export { guardianInvitesQuery, guardianStateQuery, useGuardians } from "./useGuardians";

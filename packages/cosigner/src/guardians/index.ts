export { keepFirstGuardians, readFirstGuardians, requestFirstGuardians } from "./firstGuardians.ts";
export { getStandingGuardians, isSuperseded } from "./getStandingGuardians.ts";
export { acceptInvite, changeInvite, confirmPresence, createInvite, listInvites, readInvite } from "./invites.ts";
export { followToChain } from "./queueFirstGuardians.ts";
export { reviewFirstGuardians } from "./reviewFirstGuardians.ts";

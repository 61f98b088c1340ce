export { keepFirstGuardians, readFirstGuardians, requestFirstGuardians } from "./firstGuardians.ts";
export { getStandingFirst } from "./getStandingFirst.ts";
export { acceptInvite, changeInvite, confirmPresence, createInvite, listInvites, readInvite } from "./invites.ts";
export { followToChain } from "./queueFirstGuardians.ts";
export { reviewFirstGuardians } from "./reviewFirstGuardians.ts";

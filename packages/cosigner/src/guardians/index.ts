export { keepFirstGuardians, readFirstGuardians, requestFirstGuardians } from "./firstGuardians.ts";
export { acceptInvite, changeInvite, confirmPresence, createInvite, listInvites, readInvite } from "./invites.ts";
export { reviewFirstGuardians } from "./reviewFirstGuardians.ts";

export { getGuardianCards, markCardGiven, sendCards } from "./cards.ts";
export {
  announceGuardianChange,
  prepareGuardianApply,
  prepareGuardianCancel,
  prepareGuardianChange,
  prepareGuardianUpdate,
} from "./change.ts";
export { addGuardian, keepNext, removeGuardian, resetDraft } from "./draft.ts";
export { findGuardianWait, findUpdateWait } from "./findGuardianWait.ts";
export { requestFirstGuardians, setFirstGuardians, signFirstAgain } from "./first.ts";
export { freezeAsGuardian } from "./freezeAsGuardian.ts";
export { getGuardianWords } from "./getGuardianWords.ts";
export { readGuarded } from "./guarded.ts";
export { formatGuardianCard, parseGuardianCard } from "./guardianCards.ts";
export { createGuardianPasskey } from "./guardianKeys.ts";
export { inviteGuardian, listGuardianInvites, withdrawGuardianInvite } from "./invites.ts";
export { listGuardianNetworks } from "./networks.ts";
export {
  acceptGuardianInvite,
  confirmGuardianPresence,
  listGuardianCards,
  readGuardianInvite,
  saveGuardianCard,
} from "./portal.ts";
export { getGuardianState } from "./state.ts";

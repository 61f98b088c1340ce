import type { ClientContext } from "../context.ts";
import type { GuardianActions } from "./types.ts";

/** `client.guardians`; each action loads its code when it is first used. */
export function createGuardianActions(context: ClientContext): GuardianActions {
  const load = () => import("./actions.ts");
  return {
    getState: async (p) => (await load()).getGuardianState(context, p),
    invite: async (p) => (await load()).inviteGuardian(context, p),
    listInvites: async (p) => (await load()).listGuardianInvites(context, p),
    withdrawInvite: async (p) => (await load()).withdrawGuardianInvite(context, p),
    add: async (p) => (await load()).addGuardian(context, p),
    remove: async (p) => (await load()).removeGuardian(context, p),
    resetDraft: async (p) => (await load()).resetDraft(context, p),
    requestFirst: async (p) => (await load()).requestFirstGuardians(context, p),
    findWait: async (p) => (await load()).findGuardianWait(context, p),
    setFirst: async (p) => (await load()).setFirstGuardians(context, p),
    signAgain: async (p) => (await load()).signFirstAgain(context, p),
    listNetworks: async (p) => (await load()).listGuardianNetworks(context, p),
    prepareUpdate: async (p) => (await load()).prepareGuardianUpdate(context, p),
    findUpdateWait: async (p) => (await load()).findUpdateWait(context, p),
    prepareChange: async (p) => (await load()).prepareGuardianChange(context, p),
    announceChange: async (p) => (await load()).announceGuardianChange(context, p),
    keepNext: async (p) => (await load()).keepNext(context, p),
    prepareApply: async (p) => (await load()).prepareGuardianApply(context, p),
    prepareCancel: async (p) => (await load()).prepareGuardianCancel(context, p),
    getCards: async (p) => (await load()).getGuardianCards(context, p),
    markCardGiven: async (p) => (await load()).markCardGiven(context, p),
    sendCards: async (p) => (await load()).sendCards(context, p),
    readInvite: async (p) => (await load()).readGuardianInvite(context, p),
    createPasskey: async (p) => (await load()).createGuardianPasskey(context, p),
    getWords: async (p) => (await load()).getGuardianWords(p),
    accept: async (p) => (await load()).acceptGuardianInvite(context, p),
    confirmPresence: async (p) => (await load()).confirmGuardianPresence(context, p),
    readGuarded: async ({ card }) => (await load()).readGuarded(card),
    freeze: async (p) => (await load()).freezeAsGuardian(context, p),
    parseCard: async ({ text }) => (await load()).parseGuardianCard(text),
    formatCard: async ({ card }) => (await load()).formatGuardianCard(card),
    saveCard: async (p) => (await load()).saveGuardianCard(context, p),
    listCards: async () => (await load()).listGuardianCards(context),
  };
}

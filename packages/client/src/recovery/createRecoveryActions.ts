import type { ClientContext } from "../context.ts";
import type { RecoveryActions } from "./types.ts";

/** `client.recovery`; each action loads its code when it is first used. */
export function createRecoveryActions(context: ClientContext): RecoveryActions {
  const load = () => import("./actions.ts");
  return {
    start: async (p) => (await load()).startServiceRecovery(context, p),
    startSolo: async (p) => (await load()).startSoloRecovery(context, p),
    findAccount: async (p) => (await load()).findAccount(context, p),
    askFurther: async (p) => (await load()).askFurther(context, p),
    list: async () => (await load()).listRecoveries(context),
    discard: async (p) => (await load()).discardRecovery(context, p),
    keepKit: async (p) => (await load()).keepKit(context, p),
    formatRequest: async ({ request }) => (await load()).formatRequest(request),
    parseRequest: async ({ text }) => (await load()).parseRequest(text),
    getWords: async ({ request }) => (await load()).getRecoveryWords(request),
    approve: async (p) => (await load()).approveRecovery(context, p),
    readContractApprovals: async (p) => (await load()).readContractApprovals(p),
    approveByContract: async (p) => (await load()).approveByContract(context, p),
    addApproval: async (p) => (await load()).addApproval(context, p),
    checkApproval: async (p) => (await load()).checkApproval(p),
    startCancel: async (p) => (await load()).startCancel(context, p),
    formatCancel: async ({ request }) => (await load()).formatCancel(request),
    parseCancel: async ({ text }) => (await load()).parseCancel(text),
    approveCancel: async (p) => (await load()).approveCancel(context, p),
    approveCancelByContract: async (p) => (await load()).approveCancelByContract(p),
    readCancelProgress: async ({ request }) => (await load()).readCancelProgress(request),
    getProgress: async (p) => (await load()).getRecoveryProgress(context, p),
    readProgress: async (p) => (await load()).readRecoveryProgress(p),
    sendByWallet: async (p) => (await load()).sendByWallet(p),
    handOver: async (p) => (await load()).handOver(context, p),
    handOverFiles: async (p) => (await load()).handOverFiles(context, p),
    sendHandOver: async (p) => (await load()).sendHandOver(context, p),
    finish: async (p) => (await load()).finishRecovery(context, p),
  };
}

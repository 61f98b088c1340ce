export { addApproval, approveRecovery } from "./approvals.ts";
export { finishRecovery } from "./finishRecovery.ts";
export { getRecoveryWords } from "./getRecoveryWords.ts";
export { getRecoveryProgress, readRecoveryProgress } from "./progress.ts";
export { discardRecovery, keepKit, listRecoveries } from "./records.ts";
export { formatRequest, parseRequest } from "./requests.ts";
export { sendByWallet } from "./sendByWallet.ts";
export { startServiceRecovery } from "./startServiceRecovery.ts";
export { startSoloRecovery } from "./startSoloRecovery.ts";

export { approveRecovery } from "./approveRecovery.ts";
export { createRecovery } from "./createRecovery.ts";
export { createRecoveryKeeper, type RecoveryKeeper } from "./createRecoveryKeeper.ts";
export { createRecoveryListener } from "./createRecoveryListener.ts";
export { handOver } from "./handOver.ts";
export { lookUpAccount } from "./lookUpAccount.ts";
export { readRecovery, requireRecovery } from "./readRecovery.ts";
export { signRecoveryProof } from "./signRecoveryProof.ts";
export { listTransactions } from "./submitRecovery.ts";

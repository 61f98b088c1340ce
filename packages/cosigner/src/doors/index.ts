export { activate, selfTest } from "./activate.ts";
export { type AssertActionProofParameters, assertActionProof } from "./assertActionProof.ts";
export { beginChange } from "./beginChange.ts";
export { issueChallenge, readClientChallenge } from "./challenges.ts";
export { changePolicy, getPolicy } from "./changePolicy.ts";
export { computeAnswer, toCommitments } from "./computeAnswer.ts";
export { createAccount } from "./createAccount.ts";
export { finishDkg, startDkg } from "./dkg.ts";
export { freeze, getFreeze, unfreeze } from "./freeze.ts";
export { freezeByGuardian } from "./freezeByGuardian.ts";
export { getAccount } from "./getAccount.ts";
export { getKitSummary } from "./getKitSummary.ts";
export {
  createSeededRng,
  finishKeyGeneration,
  type KeyGenerationRun,
  type MadeKey,
  startKeyGeneration,
} from "./keyGeneration/index.ts";
export { openServerShare } from "./openServerShare.ts";
export { registerPasskey } from "./registerPasskey.ts";
export { assertDevice, requireAccount, requireKey, unknownAccount } from "./requireAccount.ts";
export { signIn, startSignIn } from "./signIn.ts";
export { toGuardianFacts } from "./toGuardianFacts.ts";
export { createChallenge, openVault, putVault } from "./vault.ts";
export { assertionRefused, verifyAssertion, verifyRegistration } from "./webauthn.ts";

export { activate, selfTest } from "./activate.ts";
export { createAccount } from "./createAccount.ts";
export { finishDkg, startDkg } from "./dkg.ts";
export { getAccount } from "./getAccount.ts";
export { registerPasskey } from "./registerPasskey.ts";
export { assertDevice, unknownAccount } from "./requireAccount.ts";
export { signIn, startSignIn } from "./signIn.ts";
export { createChallenge, openVault, putVault } from "./vault.ts";
export { assertionRefused, verifyAssertion } from "./webauthn.ts";

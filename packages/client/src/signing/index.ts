export { assertAllowed } from "./assertAllowed.ts";
export { type ConfirmWithPasskeyParameters, confirmWithPasskey } from "./confirmWithPasskey.ts";
export { type CosignParameters, type CosignReturnType, cosign } from "./cosign.ts";
export { type CreateSignerParameters, createSigner } from "./createSigner.ts";
export { OpenShare } from "./OpenShare.ts";
export { previewRequest } from "./previewRequest.ts";
export { type PromptedShare, type PromptForShareParameters, promptForShare } from "./promptForShare.ts";
export { type ProveActionParameters, proveAction } from "./proveAction.ts";
export { type SignTogetherParameters, signers, signTogether } from "./signTogether.ts";

export { getChain, hasOwner, toServiceError } from "./chain/index.ts";
export { confirmOperation } from "./confirmOperation.ts";
export { discardOperation } from "./discardOperation.ts";
export { prepareOperation } from "./prepare/index.ts";
export { resumeOperation } from "./resumeOperation.ts";
export { signMessage } from "./signMessage.ts";
export { signTypedData } from "./signTypedData.ts";
export { toSmartAccount } from "./toSmartAccount.ts";

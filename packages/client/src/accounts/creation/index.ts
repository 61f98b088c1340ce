export { createAccount } from "./createAccount.ts";
export { type Creation, defaultDeviceName, loadCreation } from "./creation.ts";
export { discardCreation } from "./discardCreation.ts";
export type { GeneratedKey } from "./generateKey.ts";
export { generateUsableKey } from "./generateUsableKey.ts";
export { type ProveKeyParameters, proveKey } from "./proveKey.ts";
export { requireKey } from "./requireKey.ts";
export { startCreation } from "./startCreation.ts";

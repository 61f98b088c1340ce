export { createAccount } from "./createAccount.ts";
export { defaultDeviceName } from "./creation.ts";
export { discardCreation } from "./discardCreation.ts";
export type { GeneratedKey } from "./generateKey.ts";
export { generateUsableKey } from "./generateUsableKey.ts";

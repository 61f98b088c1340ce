export { createAccount } from "./createAccount.ts";
export { defaultDeviceName } from "./creation.ts";
export { discardCreation } from "./discardCreation.ts";

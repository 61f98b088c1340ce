export { findReceipt } from "./findReceipt.ts";
export { type RunOperationParameters, runOperation } from "./runOperation.ts";
export { failOperation } from "./waitForOperation.ts";

export { listDecisions } from "./listDecisions.ts";
export { type Log, openLog } from "./openLog.ts";
export { promiseLeaf } from "./promiseLeaf.ts";
export { restoreLog } from "./restoreLog.ts";

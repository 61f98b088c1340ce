export { checkLog } from "./checkLog.ts";
export { followLog } from "./followLog.ts";
export { getDecisions } from "./getDecisions.ts";
export { getLogStatus } from "./getLogStatus.ts";
export { keepPromise } from "./keepPromise.ts";
export { forgetLog } from "./records.ts";

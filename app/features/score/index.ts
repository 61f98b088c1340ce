export type { LockOut } from "./lockOuts";
export type { SecurityScore } from "./securityScore";
export { useSecurityScore } from "./useSecurityScore";

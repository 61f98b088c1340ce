export type { LockOut } from "./lockOuts";
export { type SecurityFacts, type SecurityScore, type SecurityStep, toSecurityScore } from "./securityScore";
export { useSecurityScore } from "./useSecurityScore";

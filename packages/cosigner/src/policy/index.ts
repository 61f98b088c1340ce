export { decodeAct, hashCall } from "./decodeAct.ts";
export { decodeRequest } from "./decodeRequest.ts";
export { createDefaultPolicy } from "./defaultPolicy.ts";
export { type Evaluation, evaluate, type Situation } from "./evaluate.ts";
export type { ActKind, Effects, RuleFinding } from "./types.ts";

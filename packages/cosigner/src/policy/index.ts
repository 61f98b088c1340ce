export { decodeAct } from "./decodeAct.ts";
export { decodeRequest, highestTokenFee } from "./decodeRequest.ts";
export { createDefaultPolicy } from "./defaultPolicy.ts";
export { type Evaluation, evaluate, type Situation } from "./evaluate.ts";
export type { Effects, RuleFinding } from "./types.ts";

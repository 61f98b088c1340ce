export { finishKeyGeneration, type MadeKey } from "./finishKeyGeneration.ts";
export type { KeyGenerationRun } from "./run.ts";
export { startKeyGeneration } from "./startKeyGeneration.ts";

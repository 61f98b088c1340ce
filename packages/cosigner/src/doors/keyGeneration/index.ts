export { finishKeyGeneration, type MadeKey } from "./finishKeyGeneration.ts";
export { createSeededRng, type KeyGenerationRun } from "./run.ts";
export { startKeyGeneration } from "./startKeyGeneration.ts";

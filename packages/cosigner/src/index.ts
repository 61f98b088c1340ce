export { type CosignerConfig, loadConfig, parseChains, type ServerChain } from "./config.ts";
export { type Cosigner, type CreateCosignerParameters, createCosigner } from "./createCosigner.ts";
export { ServiceError, StartupError } from "./errors.ts";
export { type ComputeShare, ensureLocalKeys, type PublicKeys, type ServerShare } from "./keys/index.ts";

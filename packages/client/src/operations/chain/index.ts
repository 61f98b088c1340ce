export { type BundlerSchema, type Chain, getChain } from "./getChain.ts";
export { toServiceError } from "./toServiceError.ts";

export { type BundlerSchema, type Chain, getChain } from "./getChain.ts";
export { hasOwner } from "./hasOwner.ts";
export { toServiceError } from "./toServiceError.ts";

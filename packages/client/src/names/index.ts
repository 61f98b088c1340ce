export { NameLookupError } from "./errors.ts";
export { resolveName } from "./resolveName.ts";
export type { ResolvedName } from "./types.ts";

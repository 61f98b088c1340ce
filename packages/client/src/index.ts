export { createTandemClient } from "./createTandemClient.ts";
export * from "./errors.ts";
export type * from "./passkeys/types.ts";
export type * from "./storage/types.ts";
export type * from "./types.ts";

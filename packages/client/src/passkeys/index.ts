export { createBrowserPasskeys } from "./createBrowserPasskeys.ts";
export { getPrfSalt } from "./getPrfSalt.ts";
export type {
  CreatePasskeyOptions,
  GetPasskeyOptions,
  PasskeyAssertion,
  PasskeyProvider,
  PasskeyRegistration,
} from "./types.ts";

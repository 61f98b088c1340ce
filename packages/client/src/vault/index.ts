export { openAesGcm, type RandomBytes, sealAesGcm } from "./aesGcm.ts";
export { createDeviceKey, passwordMinimumLength } from "./derivePasswordSecret.ts";
export { deriveSyncKey } from "./deriveSyncKey.ts";
export { type OpenShareParameters, openShare, unwrapDataKey } from "./openShare.ts";
export { resealShare } from "./resealShare.ts";
export {
  type SealedShare,
  type SealSecret,
  type SealShareParameters,
  sealShare,
  sealUnderDataKey,
  wrapDataKey,
} from "./sealShare.ts";

export { assertCommitments, computeShare, type ServerShare } from "./computeShare.ts";
export { type Kek, UnwrapError } from "./kek.ts";
export type { RelayKey } from "./relayKey.ts";
export { openShare, type SealedShare, sealShare } from "./sealedShare.ts";
export { ensureLocalKeys, loadServiceKeys, type PublicKeys, type ServiceKeys } from "./serviceKeys.ts";

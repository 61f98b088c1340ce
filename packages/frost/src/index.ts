export { zeroize } from "./bytes.ts";
export { suiteName } from "./challenge.ts";
export { type DkgFinishParameters, type DkgFinishReturnType, dkgFinish } from "./dkg/dkgFinish.ts";
export { type DkgRound1Parameters, type DkgRound1ReturnType, dkgRound1 } from "./dkg/dkgRound1.ts";
export { type DkgRound2Parameters, type DkgRound2ReturnType, dkgRound2 } from "./dkg/dkgRound2.ts";
export type { DkgSecret } from "./dkg/state.ts";
export {
  assertTranscriptMatch,
  type DkgSession,
  selfTestDigest,
  type TranscriptHashParameters,
  transcriptHash,
} from "./dkg/transcript.ts";
export { assertDkgPackageHash, dkgPackageLength, hashDkgPackage } from "./dkg/wire.ts";
export { encodeParts, lengthPrefixed, type Part } from "./encodeParts.ts";
export type { CommitmentTerm, CurveEngine } from "./engine/CurveEngine.ts";
export { nobleEngine } from "./engine/nobleEngine.ts";
export { addBackupHolder } from "./enrol/addBackupHolder.ts";
export { type EnrolFinishParameters, type EnrolFinishReturnType, enrolFinish } from "./enrol/enrolFinish.ts";
export { type EnrolRound1Parameters, type EnrolRound1ReturnType, enrolRound1 } from "./enrol/enrolRound1.ts";
export { type EnrolRound2Parameters, enrolRound2 } from "./enrol/enrolRound2.ts";
export type { EnrolSecret } from "./enrol/state.ts";
export { enrolPackageLength } from "./enrol/wire.ts";
export {
  DkgPeerError,
  EncodingError,
  EnrolPeerError,
  EqualCommitmentsError,
  ForeignPackageError,
  FrostError,
  InvalidCommitmentsError,
  InvalidParameterError,
  InvalidPublicKeyError,
  InvalidSignatureShareError,
  KeyPackageError,
  NonceContextError,
  NonceUsedError,
  PeerError,
  RefreshPeerError,
  RetryDkgError,
  RetryRefreshError,
  SessionStateError,
  TranscriptMismatchError,
  UnknownIdentifierError,
} from "./errors.ts";
export { checkKeyPackage } from "./keys/checkKeyPackage.ts";
export { type DealKeyParameters, type DealKeyReturnType, dealKey } from "./keys/dealKey.ts";
export { derivePublicKeyPackage } from "./keys/derivePublicKeyPackage.ts";
export { getIdentifiers, isIdentifier } from "./keys/identifiers.ts";
export { decodeKeyPackage, encodeKeyPackage, keyPackageLength } from "./keys/keyPackage.ts";
export {
  decodePublicKeyPackage,
  encodePublicKeyPackage,
  publicKeyPackageLength,
  toPublicKeyX,
} from "./keys/publicKeyPackage.ts";
export { type ApplyRefreshParameters, applyRefresh } from "./refresh/applyRefresh.ts";
export { type RefreshFinishParameters, refreshFinish } from "./refresh/refreshFinish.ts";
export { type RefreshRound1Parameters, type RefreshRound1ReturnType, refreshRound1 } from "./refresh/refreshRound1.ts";
export { type RefreshRound2Parameters, type RefreshRound2ReturnType, refreshRound2 } from "./refresh/refreshRound2.ts";
export type { RefreshSecret } from "./refresh/state.ts";
export { assertRefreshPackageHash, hashRefreshPackage, refreshPackageLength } from "./refresh/wire.ts";
export { type AggregateParameters, aggregate } from "./signing/aggregate.ts";
export { type CommitParameters, type CommitReturnType, commit } from "./signing/commit.ts";
export {
  type CommitAndSignParameters,
  type CommitAndSignReturnType,
  commitAndSign,
} from "./signing/commitAndSign.ts";
export type { SigningNonces } from "./signing/SigningNonces.ts";
export { type SignShareParameters, signShare } from "./signing/signShare.ts";
export { type VerifyShareParameters, verifyShare } from "./signing/verifyShare.ts";
export { timedDigest } from "./timedDigest.ts";
export {
  type BySigner,
  type Identifier,
  identifiers,
  type KeyPackage,
  type OnlineIdentifier,
  type PublicKeyPackage,
  type Rng,
  type SignerSet,
  type SigningCommitments,
} from "./types.ts";
export { type VerifyParameters, verify } from "./verify.ts";

export { type AlarmWords, describeAlarm } from "./alarms/describeAlarm.ts";
export { guardianSilenceSeconds } from "./alarms/guardianSilence.ts";
export { base64urlToBytes, bytesToBase64url } from "./bytes/base64url.ts";
export type { Part } from "./bytes/encodeParts.ts";
export { encodeParts } from "./bytes/encodeParts.ts";
export { bytesToHex, hexToBytes } from "./bytes/hex.ts";
export type { BaseErrorOptions } from "./errors/BaseError.ts";
export { BaseError, InvalidParameterError } from "./errors/BaseError.ts";
export type { CreateProblemParameters } from "./errors/createProblem.ts";
export { createProblem } from "./errors/createProblem.ts";
export type { ErrorCode, ErrorStatus } from "./errors/errorCodes.ts";
export { errorCodes } from "./errors/errorCodes.ts";
export { TandemApiError } from "./errors/TandemApiError.ts";
export { KeyDocumentError, KeyDocumentExpiredError, ServerTimeError } from "./keys/errors.ts";
export { followsIdentity, signIdentitySuccession } from "./keys/identitySuccession.ts";
export type { SignEd25519, UnsignedKeyDocument } from "./keys/signKeyDocument.ts";
export { signKeyDocument } from "./keys/signKeyDocument.ts";
export type { SignServerTimeParameters } from "./keys/signServerTime.ts";
export { signServerTime } from "./keys/signServerTime.ts";
export type { VerifyKeyDocumentParameters } from "./keys/verifyKeyDocument.ts";
export { verifyKeyDocument } from "./keys/verifyKeyDocument.ts";
export type { VerifyServerTimeParameters } from "./keys/verifyServerTime.ts";
export { verifyServerTime } from "./keys/verifyServerTime.ts";
export type { Checkpoint } from "./log/checkpoints.ts";
export { openCheckpoint, signCheckpoint } from "./log/checkpoints.ts";
export { LogFormatError, LogSignatureError } from "./log/errors.ts";
export { hashDecision } from "./log/hashDecision.ts";
export { hashEmptyTree, hashLeaf, hashNode } from "./log/hashes.ts";
export type { NoteKey } from "./log/notes.ts";
export { openNote, signNote } from "./log/notes.ts";
export type { OpenTreeParameters, ReadTile, Tree } from "./log/openTree.ts";
export { openTree } from "./log/openTree.ts";
export type { PromisedLeaf } from "./log/promises.ts";
export { longestSequencingMs, signLogPromise, verifyLogPromise } from "./log/promises.ts";
export type { LogRestore } from "./log/restores.ts";
export { explainsLoss, openLogRestore, signLogRestore } from "./log/restores.ts";
export type { Tile } from "./log/tiles.ts";
export { formatTilePath, hashSubtree, parseTilePath, splitHashes, tileWidth, widthOfTile } from "./log/tiles.ts";
export type { TreeHead, VerifyConsistencyParameters } from "./log/verifyConsistency.ts";
export { verifyConsistency } from "./log/verifyConsistency.ts";
export type { VerifyInclusionParameters } from "./log/verifyInclusion.ts";
export { verifyInclusion } from "./log/verifyInclusion.ts";
export { type DeviceEntryParameters, deviceEntry } from "./pairing/deviceEntry.ts";
export { formatPairingCode, parsePairingCode } from "./pairing/pairingCode.ts";
export { type ToPairingIdParameters, toPairingId } from "./pairing/toPairingId.ts";
export type { Asset } from "./policy/assetId.ts";
export { formatAssetId, parseAssetId } from "./policy/assetId.ts";
export { type DescribePolicyParameters, describePolicy } from "./policy/describePolicy.ts";
export { isLoosening } from "./policy/isLoosening.ts";
export { policyHash } from "./policy/policyHash.ts";
export {
  ClockSkewError,
  ContentDigestError,
  RequestError,
  RequestMalformedError,
  RequestSignatureError,
} from "./request/errors.ts";
export type { SignedRequestHeaders, SignRequestParameters } from "./request/signRequest.ts";
export { signRequest } from "./request/signRequest.ts";
export type { VerifyP256Parameters } from "./request/verifyP256.ts";
export { verifyP256 } from "./request/verifyP256.ts";
export type { VerifiedRequest, VerifyRequestErrorType, VerifyRequestParameters } from "./request/verifyRequest.ts";
export { verifyRequest } from "./request/verifyRequest.ts";
export {
  Account,
  ActivateAccountRequest,
  CreateAccountRequest,
  CreateAccountResponse,
  CreateChallengeRequest,
  CreateChallengeResponse,
  Credential,
  Device,
  Recovered,
  RegisterPasskeyRequest,
  RegisterPasskeyResponse,
  Rotation,
  SelfTestRequest,
  SelfTestResponse,
  SignInChallengeRequest,
  SignInChallengeResponse,
  SignInRequest,
  SignInResponse,
  Spent,
} from "./schemas/accounts.ts";
export {
  ActionName,
  ActionProof,
  Alarm,
  Alarms,
  CancelWaitRequest,
  ConfirmWaitRequest,
  Facts,
  Wait,
  Waits,
} from "./schemas/actions.ts";
export { Activity, ActivityItem, Cursor, Transfer } from "./schemas/activity.ts";
export { CancelApproval, CancelRequestLink } from "./schemas/cancelRequest.ts";
export {
  AddChannelRequest,
  Channel,
  Channels,
  ConfirmChannelRequest,
  EmailAddress,
  NewChannel,
  PushSubscription,
  RemoveChannelRequest,
} from "./schemas/channels.ts";
export { ChainConfig, Config, TokenConfig } from "./schemas/config.ts";
export {
  AddDeviceRequest,
  AddPasskeyRequest,
  ConfirmDeviceRequest,
  ConfirmSecondFactorRequest,
  DeleteDataRequest,
  FindPairingRequest,
  Pairing,
  PairingId,
  PasskeyChallengeResponse,
  RemovePasskeyRequest,
  RemoveSecondFactorRequest,
  RenameDeviceRequest,
  RevokeDeviceRequest,
  RevokeOthersRequest,
  SecondFactorCode,
  SecondFactorProof,
  StartPairingRequest,
  StartPairingResponse,
  StartSecondFactorRequest,
  StartSecondFactorResponse,
  TakePairingResponse,
} from "./schemas/devices.ts";
export { FinishDkgRequest, FinishDkgResponse, SessionId, StartDkgRequest, StartDkgResponse } from "./schemas/dkg.ts";
export {
  BeginChangeRequest,
  ChangePolicyRequest,
  FreezeRequest,
  FreezeState,
  GuardianFreezeRequest,
  PendingPolicy,
  PolicyState,
} from "./schemas/guard.ts";
export { GuardianConfig } from "./schemas/guardianConfig.ts";
export {
  CardChain,
  CreateGuardianInviteRequest,
  FirstGuardians,
  GuardianAcceptance,
  GuardianCard,
  GuardianInvite,
  GuardianInvites,
  GuardianSeenRequest,
  GuardianSignature,
  GuardianSigner,
  PublicGuardianInvite,
  PutFirstGuardiansRequest,
  RequestFirstGuardiansRequest,
} from "./schemas/guardians.ts";
export { IdentitySuccession, KeyDocument, type KeyPurpose, keyPurposes } from "./schemas/keys.ts";
export {
  CheckKitRequest,
  CheckKitResponse,
  KitStatus,
  KitSummary,
  MakeKitRequest,
  MakeKitResponse,
  RequestKitRequest,
  RequestKitResponse,
} from "./schemas/kit.ts";
export {
  AdmitRestoreRequest,
  BeginRestoreRequest,
  BeginRestoreResponse,
  KitDoorAccount,
  OpenKitDoorRequest,
  RestorePasskeyRequest,
  RestoreStatus,
} from "./schemas/kitDoor.ts";
export { Decision, Decisions, LogPromise, LogRestores } from "./schemas/log.ts";
export { PaymasterData, PaymasterError, PaymasterRequest, PaymasterStubData, TokenQuote } from "./schemas/paymaster.ts";
export { AssetId, Limit, Policy } from "./schemas/policy.ts";
export {
  AccountId,
  base64url,
  ChainId,
  Decimal,
  DeviceKeyId,
  DisplayName,
  EvmAddress,
  hex,
  hexUpTo,
  KeyEpoch,
  maxBodyBytes,
  OpaqueId,
  quantity,
  RuleName,
  type TextSchema,
  TimestampMs,
  Uint48Seconds,
} from "./schemas/primitives.ts";
export { Problem, ServerTime } from "./schemas/problem.ts";
export {
  AccountOrigin,
  CreateRecoveryRequest,
  GivenApproval,
  GuardianSet,
  HalfSignature,
  HandOverRequest,
  ReadyTransaction,
  Recovery,
  RecoveryApproval,
  RecoveryLookup,
  RecoveryLookupRequest,
  RecoveryProgress,
  RecoveryProofRequest,
  RecoveryTarget,
  RecoveryTransactions,
  RelayJob,
} from "./schemas/recovery.ts";
export { RecoveryApprovalLink, RecoveryRequestLink } from "./schemas/recoveryRequest.ts";
export {
  CommitRefreshRequest,
  FinishRefreshRequest,
  FinishRefreshResponse,
  KitUpdate,
  StartRefreshRequest,
  StartRefreshResponse,
  TestRefreshRequest,
} from "./schemas/refresh.ts";
export {
  BeginRotationRequest,
  BeginRotationResponse,
  CompleteRotationRequest,
  InstallRotationRequest,
  RequestRotationRequest,
  ResignRotationRequest,
  RotationChain,
  RotationId,
  RotationState,
  ServerAnswer,
  SignRotationRequest,
} from "./schemas/rotation.ts";
export {
  CreateSignatureRequest,
  CreateSignatureResponse,
  Debit,
  FirstGuardiansRequest,
  MessageRequest,
  maxOperationValiditySeconds,
  PreviewRequest,
  PreviewResponse,
  Receipt,
  RuleResult,
  SignatureShare,
  SigningCommitments,
  SigningRequest,
  TypedDataRequest,
  UserOperationRequest,
} from "./schemas/signing.ts";
export {
  Contact,
  GivenCard,
  maxSyncBodyBytes,
  maxSyncBytes,
  PutSyncRequest,
  PutSyncResponse,
  SyncBlob,
  SyncedData,
  SyncedGuardian,
  SyncedGuardianSet,
  SyncedGuardians,
  SyncedKnownSet,
} from "./schemas/sync.ts";
export { TypedData } from "./schemas/typedData.ts";
export { PaymasterUserOperation, UserOperation } from "./schemas/userOperation.ts";
export { OpenVaultRequest, OpenVaultResponse, PutVaultRequest, Vault, VaultWrap } from "./schemas/vault.ts";
export { Assertion, Challenge, CredentialId, Registration, Transports } from "./schemas/webauthn.ts";
export type { HpkeKeyPair } from "./sealing/createHpkeKeyPair.ts";
export { createHpkeKeyPair } from "./sealing/createHpkeKeyPair.ts";
export { OpenSealedError } from "./sealing/errors.ts";
export type { OpenParameters } from "./sealing/open.ts";
export { open } from "./sealing/open.ts";
export type { SealParameters } from "./sealing/seal.ts";
export { seal } from "./sealing/seal.ts";
export type { SealInfoParameters } from "./sealing/sealInfo.ts";
export { sealInfo } from "./sealing/sealInfo.ts";
export { type ActionChallengeParameters, actionChallenge } from "./stepUp/actionChallenge.ts";
export { kitApproval } from "./stepUp/kitApproval.ts";
export type { StepUpChallengeParameters } from "./stepUp/stepUpChallenge.ts";
export { stepUpChallenge } from "./stepUp/stepUpChallenge.ts";

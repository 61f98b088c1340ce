export { type EncodeFactoryDataParameters, encodeFactoryData } from "./address/encodeFactoryData.ts";
export { type GetAccountAddressParameters, getAccountAddress } from "./address/getAccountAddress.ts";
export { type CallsForm, type DecodeCallsReturnType, decodeCalls } from "./calls/decodeCalls.ts";
export { encodeCalls } from "./calls/encodeCalls.ts";
export type { Call, CallRequest } from "./calls/types.ts";
export { getAccountDomain } from "./erc7739/getAccountDomain.ts";
export { type HashAccountMessageParameters, hashAccountMessage } from "./erc7739/hashAccountMessage.ts";
export { type HashAccountTypedDataParameters, hashAccountTypedData } from "./erc7739/hashAccountTypedData.ts";
export { type WrapTypedDataSignatureParameters, wrapTypedDataSignature } from "./erc7739/wrapTypedDataSignature.ts";
export {
  InvalidCallError,
  InvalidRotationError,
  InvalidSignatureLengthError,
  InvalidTypedDataError,
  InvalidUserOperationError,
  UndecodableCallsError,
} from "./errors.ts";
export {
  accountAbi,
  accountFactoryAbi,
  executePackedBatchSelector,
  executePackedSelector,
  sponsorPaymasterAbi,
} from "./generated/abi.ts";
export { contractsHash, tandemAddresses } from "./generated/addresses.ts";
export {
  type Approval,
  type AssertGuardianParameters,
  assertGuardian,
  assertGuardianConfig,
  type CancelRecovery,
  type CurrentGuardianConfig,
  decodeGuardian,
  decodeRecoveryCall,
  encodeGuardian,
  encodeRecoveryCall,
  encodeWebAuthnSignature,
  type FindSigningEpochParameters,
  type Freeze,
  findSigningEpoch,
  type GetGuardianConfigurationParameters,
  type GetOwnerParameters,
  type GetRecoveryParameters,
  type Guardian,
  type GuardianConfig,
  type GuardianConfiguration,
  type GuardianMessage,
  type GuardianSigner,
  getFreezeTypedData,
  getGuardianConfiguration,
  getGuardianTypedData,
  getOwner,
  getRecovery,
  getRecoveryTypedData,
  guardianBounds,
  hashGuardian,
  hashGuardianAcceptance,
  hashGuardianConfig,
  hashGuardianPresence,
  hashRecoveryMessage,
  hashRecoveryStruct,
  InvalidAssertionError,
  InvalidGuardianConfigError,
  InvalidGuardianError,
  type IsRecoveryApprovedParameters,
  isRecoveryApproved,
  type Recovery,
  type RecoveryActions,
  type RecoveryCall,
  type RecoveryMessage,
  readRefusedGuardian,
  recoveryActions,
  recoveryTypes,
  type StartRecovery,
  sortApprovals,
  type ToCanonicalSignatureParameters,
  type ToGuardianConfigParameters,
  toCanonicalSignature,
  toGuardianConfig,
  UndecodableRecoveryCallError,
  type VerifyGuardianSignatureParameters,
  verifyGuardianSignature,
  type WebAuthnAssertion,
} from "./recovery/index.ts";
export {
  type AppendRotationParameters,
  type AssertRotationsParameters,
  appendRotation,
  assertRotations,
  type CatchUpTransaction,
  encodeRotateOwner,
  getCurrentOwner,
  type HashInstallOwnerParameters,
  type HashRotateOwnerParameters,
  hashInstallOwner,
  hashRotateOwner,
  listOwners,
  type OwnerEntry,
  type OwnerHistory,
  type PlanCatchUpParameters,
  planCatchUp,
} from "./rotation/index.ts";
export { type DecodeSignatureReturnType, decodeSignature } from "./signature/decodeSignature.ts";
export { encodeSignature, type Validity } from "./signature/encodeSignature.ts";
export { stubSignature } from "./signature/stubSignature.ts";
export { signingDigest } from "./signingDigest.ts";
export type { ThresholdSigner } from "./ThresholdSigner.ts";
export {
  type TandemSmartAccountImplementation,
  type ToTandemSmartAccountParameters,
  type ToTandemSmartAccountReturnType,
  toTandemSmartAccount,
} from "./toTandemSmartAccount.ts";
export { formatTypedData, type TypedDataInput } from "./typedData/formatTypedData.ts";
export { parseTypedData } from "./typedData/parseTypedData.ts";
export type { ParsedTypedData, TypedDataField, TypedDataTypes } from "./typedData/types.ts";
export { formatUserOperation } from "./userOperation/formatUserOperation.ts";
export { type HashUserOperationParameters, hashUserOperation } from "./userOperation/hashUserOperation.ts";
export { parseUserOperation, type UnsignedUserOperation } from "./userOperation/parseUserOperation.ts";

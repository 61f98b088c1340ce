export { type AssertGuardianParameters, assertGuardian } from "./assertGuardian.ts";
export { assertGuardianConfig } from "./assertGuardianConfig.ts";
export { guardianBounds } from "./constants.ts";
export { decodeGuardian } from "./decodeGuardian.ts";
export { decodeRecoveryCall } from "./decodeRecoveryCall.ts";
export { encodeGuardian } from "./encodeGuardian.ts";
export { encodeRecoveryCall, type RecoveryCall } from "./encodeRecoveryCall.ts";
export { encodeWebAuthnSignature, type WebAuthnAssertion } from "./encodeWebAuthnSignature.ts";
export {
  InvalidAssertionError,
  InvalidGuardianConfigError,
  InvalidGuardianError,
  UndecodableRecoveryCallError,
} from "./errors.ts";
export { type FindSigningEpochParameters, findSigningEpoch } from "./findSigningEpoch.ts";
export { type Freeze, getFreezeTypedData } from "./getFreezeTypedData.ts";
export {
  type GetGuardianConfigurationParameters,
  type GuardianConfiguration,
  getGuardianConfiguration,
} from "./getGuardianConfiguration.ts";
export { type GuardianMessage, getGuardianTypedData } from "./getGuardianTypedData.ts";
export { type GetOwnerParameters, getOwner } from "./getOwner.ts";
export { type GetRecoveryParameters, getRecovery, type Recovery } from "./getRecovery.ts";
export { getRecoveryTypedData } from "./getRecoveryTypedData.ts";
export { hashGuardian } from "./hashGuardian.ts";
export { hashGuardianAcceptance } from "./hashGuardianAcceptance.ts";
export { hashGuardianConfig } from "./hashGuardianConfig.ts";
export { hashGuardianPresence } from "./hashGuardianPresence.ts";
export { hashRecoveryMessage } from "./hashRecoveryMessage.ts";
export { hashRecoveryStruct } from "./hashRecoveryStruct.ts";
export { type IsRecoveryApprovedParameters, isRecoveryApproved } from "./isRecoveryApproved.ts";
export { readRefusedGuardian } from "./readRefusedGuardian.ts";
export { type RecoveryActions, recoveryActions } from "./recoveryActions.ts";
export { recoveryTypes } from "./recoveryTypes.ts";
export { sortApprovals } from "./sortApprovals.ts";
export { type ToCanonicalSignatureParameters, toCanonicalSignature } from "./toCanonicalSignature.ts";
export { type ToGuardianConfigParameters, toGuardianConfig } from "./toGuardianConfig.ts";
export type {
  Approval,
  CancelRecovery,
  CurrentGuardianConfig,
  Guardian,
  GuardianConfig,
  GuardianSigner,
  RecoveryMessage,
  StartRecovery,
} from "./types.ts";
export { type VerifyGuardianSignatureParameters, verifyGuardianSignature } from "./verifyGuardianSignature.ts";

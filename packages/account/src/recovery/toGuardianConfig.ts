import { assertGuardianConfig } from "./assertGuardianConfig.ts";
import { guardianBounds } from "./constants.ts";
import { InvalidGuardianConfigError } from "./errors.ts";
import { hashGuardian } from "./hashGuardian.ts";
import type { Guardian, GuardianConfig } from "./types.ts";

export type ToGuardianConfigParameters = {
  readonly guardians: readonly Guardian[];
  readonly threshold: number;
  /** Seconds; the default is the least, 48 hours. */
  readonly recoveryDelay?: number | undefined;
  /** Seconds; 7 days. */
  readonly recoveryWindow?: number | undefined;
  /** Seconds; 36 hours. */
  readonly configDelay?: number | undefined;
};

/**
 * The configuration of these guardians: their commitments, in ascending order so that their order tells nothing.
 *
 * @throws InvalidGuardianConfigError, also where one signer occurs twice: it would count once, whatever its salts.
 */
export function toGuardianConfig(parameters: ToGuardianConfigParameters): GuardianConfig {
  const { guardians, threshold } = parameters;
  if (new Set(guardians.map(({ signer }) => signer.toLowerCase())).size !== guardians.length) {
    throw new InvalidGuardianConfigError("one guardian is listed twice");
  }
  const config: GuardianConfig = {
    threshold,
    recoveryDelay: parameters.recoveryDelay ?? guardianBounds.minRecoveryDelaySeconds,
    recoveryWindow: parameters.recoveryWindow ?? guardianBounds.minRecoveryWindowSeconds,
    configDelay: parameters.configDelay ?? guardianBounds.minConfigDelaySeconds,
    commitments: guardians.map(hashGuardian).sort(),
  };
  assertGuardianConfig(config);
  return config;
}

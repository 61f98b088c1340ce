import { guardianBounds } from "./constants.ts";
import { InvalidGuardianConfigError } from "./errors.ts";
import type { GuardianConfig } from "./types.ts";

/**
 * The bounds of `GuardianConfigs.sol`: at most 10 guardians, 1 ≤ threshold ≤ count, at least 2 of 3 and more, different
 * commitments, delays between the least and 30 days. No guardians with threshold 0 is a configuration too.
 *
 * @throws InvalidGuardianConfigError
 */
export function assertGuardianConfig(config: GuardianConfig): void {
  const { threshold, commitments } = config;
  const count = commitments.length;
  const least = count === 0 ? 0 : count < 3 ? 1 : 2;
  if (count > guardianBounds.maxGuardians) throw new InvalidGuardianConfigError("there are more than 10");
  if (!Number.isInteger(threshold) || threshold < least || threshold > count) {
    throw new InvalidGuardianConfigError(`${threshold} of ${count} cannot be the number that is needed`);
  }
  assertDelay("the waiting time", config.recoveryDelay, guardianBounds.minRecoveryDelaySeconds);
  assertDelay("the time to finish", config.recoveryWindow, guardianBounds.minRecoveryWindowSeconds);
  assertDelay("the waiting time for changes", config.configDelay, guardianBounds.minConfigDelaySeconds);
  if (new Set(commitments.map((commitment) => commitment.toLowerCase())).size !== count) {
    throw new InvalidGuardianConfigError("one guardian is listed twice");
  }
}

function assertDelay(name: string, seconds: number, least: number): void {
  if (!Number.isInteger(seconds) || seconds < least || seconds > guardianBounds.maxDelaySeconds) {
    throw new InvalidGuardianConfigError(
      `${name} of ${seconds} seconds is not between ${least} and ${guardianBounds.maxDelaySeconds}`,
    );
  }
}

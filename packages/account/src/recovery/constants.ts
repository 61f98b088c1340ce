const hourSeconds = 3600;
const daySeconds = 24 * hourSeconds;

/** Bounds of a guardian configuration, as `GuardianConfigs.sol` has them. Seconds. */
export const guardianBounds = {
  maxGuardians: 10,
  minRecoveryDelaySeconds: 48 * hourSeconds,
  minRecoveryWindowSeconds: 7 * daySeconds,
  minConfigDelaySeconds: 36 * hourSeconds,
  maxDelaySeconds: 30 * daySeconds,
  /** Time for applying a scheduled configuration. */
  configWindowSeconds: 12 * hourSeconds,
} as const;

/** What stands in the synchronised settings where the kit was made without guardians. */
export const noGuardiansInKit = "none";

/** Whether the guardians in force are others than those in the kit's file, so that a new kit is worth making. */
export function areGuardiansNewer(parameters: {
  /** Hash of the configuration in force; undefined for no guardians. */
  readonly current: string | undefined;
  /** `kitGuardians` of the settings; absent for a kit from before it was noted, which has none in it. */
  readonly inKit: string | number | boolean | undefined;
}): boolean {
  const { current = noGuardiansInKit, inKit = noGuardiansInKit } = parameters;
  return current !== inKit;
}

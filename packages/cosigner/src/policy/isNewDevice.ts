/** How long a device that joined later may only pay those the account knows. */
export const quarantineMs = 24 * 3_600_000;

/** The creating device never is; any other one for its first 24 hours. */
export function isNewDevice(device: { readonly door: string; readonly createdAt: Date }, nowMs: number): boolean {
  return device.door !== "new" && nowMs - device.createdAt.getTime() < quarantineMs;
}

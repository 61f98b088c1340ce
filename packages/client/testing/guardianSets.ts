import { toGuardianConfig } from "@tandem/account";
import type { GuardianEntry, GuardianSet } from "../src/guardians/index.ts";

/** A guardian that is its digit. */
export function createMember(digit: string): GuardianEntry {
  return { name: `Guardian ${digit}`, signer: `0x${digit.repeat(40)}`, salt: `0x${digit.repeat(64)}`, addedAt: 1 };
}

/** A list of such guardians, by their digits. */
export function createSet(digits: string, configEpoch: number, threshold = Math.min(2, digits.length)): GuardianSet {
  const members = [...digits].map(createMember);
  return { config: toGuardianConfig({ guardians: members, threshold }), configEpoch, members };
}

import { type Address, type Hex, hashTypedData } from "viem";
import { getGuardianTypedData } from "./getGuardianTypedData.ts";

/** What a guardian signs to say that it still has its key. `at` in Unix seconds. */
export function hashGuardianPresence(
  account: Address,
  message: { readonly inviteId: string; readonly at: number },
): Hex {
  return hashTypedData(getGuardianTypedData(account, { primaryType: "GuardianPresence", message }));
}

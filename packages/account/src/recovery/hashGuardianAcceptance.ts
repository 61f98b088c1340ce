import { type Address, type Hex, hashTypedData } from "viem";
import { getGuardianTypedData } from "./getGuardianTypedData.ts";

/** What a person signs who agrees to guard `account`: the invite and the key it accepts with. */
export function hashGuardianAcceptance(
  account: Address,
  message: { readonly inviteId: string; readonly signer: Hex },
): Hex {
  return hashTypedData(getGuardianTypedData(account, { primaryType: "AcceptGuardian", message }));
}

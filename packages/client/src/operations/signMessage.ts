import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import type { SignMessageParameters } from "../types.ts";
import { toSmartAccount } from "./toSmartAccount.ts";

/** An ERC-1271 signature of a personal message (ERC-7739), wrapped by ERC-6492 while the account has no code. */
export async function signMessage(
  context: ClientContext,
  { message, confirmed = [], ...parameters }: SignMessageParameters,
): Promise<Hex> {
  const account = await toSmartAccount(context, { ...parameters, confirm: async () => confirmed });
  return account.signMessage({ message });
}

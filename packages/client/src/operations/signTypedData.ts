import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import type { SignTypedDataParameters } from "../types.ts";
import { toSmartAccount } from "./toSmartAccount.ts";

/** An ERC-1271 signature of typed data (ERC-7739), wrapped by ERC-6492 while the account has no code. */
export async function signTypedData(
  context: ClientContext,
  { typedData, confirmed = [], ...parameters }: SignTypedDataParameters,
): Promise<Hex> {
  const account = await toSmartAccount(context, { ...parameters, confirm: async () => confirmed });
  return account.signTypedData(typedData);
}

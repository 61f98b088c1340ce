import { type ToTandemSmartAccountReturnType, toTandemSmartAccount } from "@tandem/account";
import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { createSigner } from "../signing/index.ts";
import type { ToSmartAccountParameters } from "../types.ts";
import { getChain } from "./chain/index.ts";

/** The account for viem and permissionless; every signature is previewed, confirmed by passkey and co-signed. */
export async function toSmartAccount(
  context: ClientContext,
  { accountId, chainId, confirm, password }: ToSmartAccountParameters & { readonly password?: string | undefined },
): Promise<ToTandemSmartAccountReturnType> {
  const [record, chain] = await Promise.all([getRecord(context, accountId), getChain(context, chainId)]);
  const { birthKey, configHash, salt, rotations } = record.account;
  const signer = createSigner(context, { record, confirm, password });
  return toTandemSmartAccount({ client: chain.rpc, signer, birthKey, configHash, salt, rotations });
}

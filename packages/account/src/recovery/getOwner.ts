import type { Address, Client, Hex } from "viem";
import { getCode, readContract } from "viem/actions";
import { accountAbi } from "../generated/abi.ts";

export type GetOwnerParameters = { readonly address: Address };

/** The owner of an account on the client's chain and how often it changed; undefined where the account has no code. */
export async function getOwner(
  client: Client,
  { address }: GetOwnerParameters,
): Promise<{ readonly owner: Hex; readonly ownerEpoch: bigint } | undefined> {
  if ((await getCode(client, { address })) === undefined) return undefined;
  const [owner, ownerEpoch] = await Promise.all([
    readContract(client, { abi: accountAbi, address, functionName: "owner" }),
    readContract(client, { abi: accountAbi, address, functionName: "ownerEpoch" }),
  ]);
  return { owner, ownerEpoch };
}

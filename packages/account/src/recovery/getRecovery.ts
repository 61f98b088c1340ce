import type { Address, Client, Hex } from "viem";
import { getCode, readContract } from "viem/actions";
import { accountAbi } from "../generated/abi.ts";

export type GetRecoveryParameters = { readonly address: Address };

/** The recovery of an account that started last and was neither cancelled nor finalized. Times in Unix seconds. */
export type Recovery = {
  readonly status: "pending" | "expired";
  readonly recoveryHash: Hex;
  readonly newOwner: Hex;
  readonly approvals: number;
  /** First second at which anybody may finalize it. */
  readonly readyAt: number;
  /** First second at which nobody may. */
  readonly expiresAt: number;
};

/** The recovery that is pending, or undefined, also where the account has no code yet. */
export async function getRecovery(client: Client, { address }: GetRecoveryParameters): Promise<Recovery | undefined> {
  if ((await getCode(client, { address })) === undefined) return undefined;
  const [status, recoveryHash, newOwner, approvals, readyAt, expiresAt] = await readContract(client, {
    abi: accountAbi,
    address,
    functionName: "pendingRecovery",
  });
  if (status === 0) return undefined;
  return { status: status === 1 ? "pending" : "expired", recoveryHash, newOwner, approvals, readyAt, expiresAt };
}

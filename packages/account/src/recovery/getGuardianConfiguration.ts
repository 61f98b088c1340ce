import type { Address, Client, Hex } from "viem";
import { getCode, readContract } from "viem/actions";
import { accountAbi } from "../generated/abi.ts";

export type GetGuardianConfigurationParameters = { readonly address: Address };

/** Times in Unix seconds. */
export type GuardianConfiguration = {
  /** Whether the account has code on this chain. Before that its guardians are those in its address, or none. */
  readonly isDeployed: boolean;
  /** 0 while nothing is stored: the configuration in the address holds, if there is one. */
  readonly configEpoch: bigint;
  readonly configHash: Hex;
  /** First second at which a recovery may start after the owner cancelled one; 0 for none. */
  readonly cooldownUntil: number;
  readonly scheduled: { readonly configHash: Hex; readonly readyAt: number; readonly expiresAt: number } | undefined;
};

const zero: Hex = `0x${"00".repeat(32)}`;

/** The guardian configuration that an account has stored on the client's chain, and the one that is scheduled. */
export async function getGuardianConfiguration(
  client: Client,
  { address }: GetGuardianConfigurationParameters,
): Promise<GuardianConfiguration> {
  if ((await getCode(client, { address })) === undefined) {
    return { isDeployed: false, configEpoch: 0n, configHash: zero, cooldownUntil: 0, scheduled: undefined };
  }
  const [[configEpoch, configHash, cooldownUntil], [scheduledHash, readyAt, expiresAt]] = await Promise.all([
    readContract(client, { abi: accountAbi, address, functionName: "guardianConfig" }),
    readContract(client, { abi: accountAbi, address, functionName: "scheduledGuardians" }),
  ]);
  const scheduled = scheduledHash === zero ? undefined : { configHash: scheduledHash, readyAt, expiresAt };
  return { isDeployed: true, configEpoch, configHash, cooldownUntil, scheduled };
}

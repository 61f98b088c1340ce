import { accountAbi } from "@tandem/account";
import { GuardianConfig } from "@tandem/protocol";
import type { Address, Client } from "viem";
import { getContractEvents } from "viem/actions";

/** The configurations that an account has published on a network, newest last; nobody's names. */
export async function readAppliedSets(
  client: Client,
  address: Address,
): Promise<readonly { readonly config: GuardianConfig; readonly configEpoch: number }[]> {
  const events = await getContractEvents(client, {
    abi: accountAbi,
    eventName: "GuardiansApplied",
    address,
    fromBlock: 0n,
    toBlock: "latest",
  });
  return events.flatMap(({ args }) => {
    const parsed = GuardianConfig.safeParse(args.config);
    return parsed.success ? [{ config: parsed.data, configEpoch: Number(args.configEpoch ?? 0n) }] : [];
  });
}

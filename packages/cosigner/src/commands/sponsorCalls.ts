import { type Address, createPublicClient, encodeFunctionData, http, zeroAddress } from "viem";
import type { ServerChain } from "../config.ts";
import type { AccountKeyVersion } from "../keys/index.ts";
import { managedPaymasterAbi } from "../paymaster/index.ts";

/** A call the paymaster's owner has to make, from wherever that key is kept: never from a server. */
export type OwnerCall = {
  readonly chainId: number;
  readonly to: Address;
  readonly call: string;
  readonly data: `0x${string}`;
};

/**
 * What brings the signers on every chain to the newest active keys of the service: at most two, the newest and its
 * predecessor. Nothing for a chain that has them.
 */
export async function listOwnerCalls(
  chains: readonly ServerChain[],
  keys: readonly AccountKeyVersion[],
): Promise<readonly OwnerCall[]> {
  const wanted = keys.slice(0, 2).map(({ account }) => account.address);
  const calls = await Promise.all(
    chains.flatMap((chain) =>
      [
        chain.sponsorPaymaster,
        ...(chain.tokenFees.length > 0 && chain.tokenPaymaster ? [chain.tokenPaymaster] : []),
      ].map((paymaster) => toOwnerCall(chain, paymaster, wanted)),
    ),
  );
  return calls.filter((call) => call !== undefined);
}

async function toOwnerCall(
  chain: ServerChain,
  paymaster: Address,
  wanted: readonly Address[],
): Promise<OwnerCall | undefined> {
  const client = createPublicClient({ transport: http(chain.rpc, { retryCount: 2, timeout: 10_000 }) });
  const [first, second] = await client.readContract({
    address: paymaster,
    abi: managedPaymasterAbi,
    functionName: "signers",
  });
  const present = [first, second].filter((address) => address !== zeroAddress);
  const isSame = present.length === wanted.length && wanted.every((address) => present.includes(address));
  if (isSame) return undefined;
  const args = [wanted[0] ?? zeroAddress, wanted[1] ?? zeroAddress] as const;
  return {
    chainId: chain.chainId,
    to: paymaster,
    call: `setSigners(${args.join(", ")})`,
    data: encodeFunctionData({ abi: managedPaymasterAbi, functionName: "setSigners", args }),
  };
}

import type { ChainConfig } from "@tandem/protocol";
import { type Address, createClient, erc20Abi, http } from "viem";
import { getBalance, getCode, readContract } from "viem/actions";
import type { Asset } from "@/features/assets/assets";

/** Balances by asset id, in one batched request. */
export async function readBalances(parameters: {
  chain: ChainConfig;
  assets: readonly Asset[];
  owner: Address;
}): Promise<Readonly<Record<string, bigint>>> {
  const { chain, assets, owner } = parameters;
  const client = chainClient(chain);
  const entries = await Promise.all(
    assets.map(
      async ({ id, token }) => [id, await (token ? readToken(token) : getBalance(client, { address: owner }))] as const,
    ),
  );
  return Object.fromEntries(entries);

  function readToken(token: Address): Promise<bigint> {
    return readContract(client, { address: token, abi: erc20Abi, functionName: "balanceOf", args: [owner] });
  }
}

/** Whether code runs at this address. */
export async function readIsContract(parameters: { chain: ChainConfig; address: Address }): Promise<boolean> {
  const code = await getCode(chainClient(parameters.chain), { address: parameters.address });
  return code !== undefined && code !== "0x";
}

const clients = new Map<string, ReturnType<typeof createClient>>();

function chainClient(chain: ChainConfig) {
  const url = new URL(chain.rpcUrl, window.location.origin).href;
  const known = clients.get(url);
  if (known) return known;
  const client = createClient({ transport: http(url, { batch: true, retryCount: 1, timeout: 8_000 }) });
  clients.set(url, client);
  return client;
}

import { type Address, createClient, getAddress, http } from "viem";
import { getEnsAddress } from "viem/actions";
import { normalize } from "viem/ens";
import type { ClientContext } from "../context.ts";
import { toServiceError } from "../operations/index.ts";
import { getConfig } from "../requests/index.ts";
import { NameLookupError } from "./errors.ts";
import type { ResolvedName } from "./types.ts";

/** ENS's universal resolver, and the networks that have it: Ethereum and Sepolia. */
const universalResolverAddress: Address = "0xeeeeeeee14d718c2b47d9923deab1335e144eeee";
const chainsWithNames: readonly number[] = [1, 11_155_111];

/**
 * The address that an ENS name has now (ENSIP-15 normalised), on the first network of this wallet that knows names. Whoever
 * owns the name can change it, so it is shown and kept as the address. A name whose answer comes from outside the chain
 * (CCIP-read) is not found: the wallet asks nobody whom its user did not choose.
 *
 * @throws NameLookupError (`reason`), ServiceUnreachableError
 */
export async function resolveName(
  context: ClientContext,
  parameters: { readonly name: string },
): Promise<ResolvedName> {
  const typed = parameters.name.trim();
  const name = normalizeName(typed);
  const chain = (await getConfig(context)).chains.find(({ chainId }) => chainsWithNames.includes(chainId));
  if (!chain) throw new NameLookupError("unavailable", typed);
  const client = createClient({
    transport: http(new URL(chain.rpcUrl, context.baseUrl).href, { fetchFn: context.fetch, retryCount: 1 }),
    ccipRead: false,
  });
  const address = await getEnsAddress(client, { name, universalResolverAddress }).catch((error: unknown) => {
    throw toServiceError(error, "chain");
  });
  if (!address) throw new NameLookupError("not-found", name);
  return { name, address: getAddress(address), chainName: chain.name };
}

function normalizeName(name: string): string {
  try {
    if (!name.includes(".")) throw new TypeError("a name has a dot");
    return normalize(name);
  } catch {
    throw new NameLookupError("malformed", name.slice(0, 80));
  }
}

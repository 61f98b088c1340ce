import { accountAbi } from "@tandem/account";
import { type Address, type Hex, numberToHex } from "viem";
import { ServiceError } from "../errors.ts";
import type { Chain } from "../settlement/index.ts";

/**
 * The owner key of an account on one chain, of the latest block or of the one given; undefined where it has no code.
 *
 * @throws ServiceError `upstream_unavailable`
 */
export async function readOwner(
  chain: Chain,
  address: Address,
  { blockNumber }: { readonly blockNumber?: bigint } = {},
): Promise<Hex | undefined> {
  const at = blockNumber === undefined ? {} : { blockNumber };
  try {
    const code = await chain.client.getCode({ address, ...at });
    if (code === undefined || code === "0x") return undefined;
    const [x] = await chain.client.readContract({ address, abi: accountAbi, functionName: "publicKey", ...at });
    return numberToHex(x, { size: 32 });
  } catch (cause) {
    throw new ServiceError("upstream_unavailable", `The network ${chain.name} cannot be reached.`, {
      retryAfterSeconds: 5,
      cause,
    });
  }
}

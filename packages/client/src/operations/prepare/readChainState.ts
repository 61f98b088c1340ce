import { type Address, hexToBigInt } from "viem";
import { entryPoint09Abi } from "viem/account-abstraction";
import { estimateFeesPerGas, getBalance, getBlock, getChainId, getCode, readContract } from "viem/actions";
import { CosignerMisbehavedError } from "../../errors.ts";
import { type Chain, toServiceError } from "../chain/index.ts";

export type ChainState = {
  /** Next nonce of key 0 at the EntryPoint. */
  readonly nonce: bigint;
  readonly isDeployed: boolean;
  readonly balanceWei: bigint;
  readonly block: { readonly number: bigint; readonly timestamp: bigint };
  readonly fees: { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint };
};

/** Everything an operation needs to know of the chain: one request to its RPC, one beside it to the bundler. */
export async function readChainState(chain: Chain, address: Address): Promise<ChainState> {
  const { rpc, config } = chain;
  try {
    const [chainId, nonce, code, balanceWei, block, fees] = await Promise.all([
      getChainId(rpc),
      readContract(rpc, {
        address: config.entryPoint,
        abi: entryPoint09Abi,
        functionName: "getNonce",
        args: [address, 0n],
      }),
      getCode(rpc, { address }),
      getBalance(rpc, { address }),
      getBlock(rpc),
      getFees(chain),
    ]);
    if (chainId !== config.chainId) throw new CosignerMisbehavedError(`an RPC of another network (${chainId})`);
    const isDeployed = code !== undefined && code !== "0x";
    return { nonce, isDeployed, balanceWei, block: { number: block.number, timestamp: block.timestamp }, fees };
  } catch (error) {
    throw toServiceError(error, "chain");
  }
}

/** The bundler's own price where it has one: it refuses less. Else the chain's. */
async function getFees({ rpc, bundler }: Chain): Promise<ChainState["fees"]> {
  try {
    const { standard } = await bundler.request({ method: "pimlico_getUserOperationGasPrice", params: [] });
    return {
      maxFeePerGas: hexToBigInt(standard.maxFeePerGas),
      maxPriorityFeePerGas: hexToBigInt(standard.maxPriorityFeePerGas),
    };
  } catch {
    const { maxFeePerGas, maxPriorityFeePerGas } = await estimateFeesPerGas(rpc);
    return { maxFeePerGas, maxPriorityFeePerGas };
  }
}

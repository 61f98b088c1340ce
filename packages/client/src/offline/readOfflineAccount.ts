import { getGuardianConfiguration, getOwner, tandemAddresses } from "@tandem/account";
import { type Address, erc20Abi, type Hex } from "viem";
import { entryPoint09Abi, entryPoint09Address } from "viem/account-abstraction";
import { estimateFeesPerGas, getBalance, getBlock, getCode, readContract } from "viem/actions";
import { InvalidInputError } from "../errors.ts";
import { toServiceError } from "../operations/index.ts";
import type { ConnectedChain } from "./connectChain.ts";
import type { OfflineAccount } from "./types.ts";

export type OfflineState = {
  readonly isDeployed: boolean;
  /** Key that owns the account on this chain now. */
  readonly owner: Hex;
  readonly ownerEpoch: bigint;
  /** 0 while the account has stored no guardians there. */
  readonly configEpoch: bigint;
  readonly nonce: bigint;
  readonly balanceWei: bigint;
  readonly blockTimeSeconds: number;
  readonly fees: { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint };
};

/**
 * The account as the chain has it.
 *
 * @throws InvalidInputError when its contracts are not on this chain, ServiceUnreachableError
 */
export async function readOfflineAccount(
  { rpc }: ConnectedChain,
  { address, birthKey, rotations }: OfflineAccount,
): Promise<OfflineState> {
  const [factoryCode, installed, { configEpoch }, nonce, balanceWei, block, fees] = await Promise.all([
    getCode(rpc, { address: tandemAddresses.factory }),
    getOwner(rpc, { address }),
    getGuardianConfiguration(rpc, { address }),
    readContract(rpc, {
      address: entryPoint09Address,
      abi: entryPoint09Abi,
      functionName: "getNonce",
      args: [address, 0n],
    }),
    getBalance(rpc, { address }),
    getBlock(rpc),
    estimateFeesPerGas(rpc),
  ]).catch((cause: unknown) => {
    throw toServiceError(cause, "chain");
  });
  if (!factoryCode || factoryCode === "0x") {
    throw new InvalidInputError("The wallet's contracts are not on this network.", "Choose another network.");
  }
  const born = { owner: rotations.at(-1)?.newOwner ?? birthKey, ownerEpoch: BigInt(rotations.length) };
  return {
    isDeployed: installed !== undefined,
    ...(installed ?? born),
    configEpoch,
    nonce,
    balanceWei,
    blockTimeSeconds: Number(block.timestamp),
    fees,
  };
}

/** Balances of tokens, in their smallest units; a contract that does not answer counts as 0. */
export async function readTokenBalances(
  { rpc }: ConnectedChain,
  { owner, tokens }: { readonly owner: Address; readonly tokens: readonly Address[] },
): Promise<readonly bigint[]> {
  return Promise.all(
    tokens.map((address) =>
      readContract(rpc, { address, abi: erc20Abi, functionName: "balanceOf", args: [owner] }).catch(() => 0n),
    ),
  );
}

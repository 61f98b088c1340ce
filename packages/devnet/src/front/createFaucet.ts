import { type Address, type Hex, parseAbi, parseEther, parseUnits } from "viem";
import type { ChainClient } from "../chain/createChainClient.ts";
import { getRole } from "../chain/roles.ts";
import type { ChainEntry } from "../types.ts";

export type FaucetReceipt = { readonly transactionHashes: readonly Hex[] };
export type Faucet = (parameters: { readonly address: Address }) => Promise<FaucetReceipt>;

const faucetEther = parseEther("1");
const tokenUnits = "1000";
const mintAbi = parseAbi(["function mint(address to, uint256 amount)"]);

/** Gives 1 ETH and 1,000 of each sample token; answers when they are on the chain. */
export function createFaucet(client: ChainClient, tokens: ChainEntry["tokens"]): Faucet {
  const { account } = getRole("faucet");
  let queue: Promise<unknown> = Promise.resolve();

  /** One after the other: the nonces follow each other. */
  async function send(address: Address): Promise<readonly Hex[]> {
    const nonce = await client.getTransactionCount({ address: account.address, blockTag: "pending" });
    const gas = 200_000n; // Minting costs less; estimating would need another round trip each.
    const ether = client.sendTransaction({ account, to: address, value: faucetEther, nonce });
    const minted = tokens.map((token, index) =>
      client.writeContract({
        account,
        address: token.address,
        abi: mintAbi,
        functionName: "mint",
        args: [address, parseUnits(tokenUnits, token.decimals)],
        nonce: nonce + 1 + index,
        gas,
      }),
    );
    return Promise.all([ether, ...minted]);
  }

  return async ({ address }) => {
    const sent = queue.then(() => send(address));
    queue = sent.catch(() => {});
    const transactionHashes = await sent;
    await Promise.all(transactionHashes.map((hash) => client.waitForTransactionReceipt({ hash })));
    return { transactionHashes };
  };
}

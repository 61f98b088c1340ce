import { createWalletClient, type Hex, http, keccak256, publicActions, stringToHex, toHex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import type { Stack } from "../../packages/devnet/src/index.ts";
import { createSafe, type TestSafe } from "../contracts/support/createSafe.ts";

/**
 * A real Safe of two owners on a chain of a stack. The first owner is one of Anvil's accounts, and pays. The first one made
 * on each chain has the same address.
 */
export async function createStackSafe({ chains }: Stack, onChain = 31337): Promise<TestSafe> {
  const entry = chains.find(({ chainId }) => chainId === onChain);
  if (!entry) throw new TypeError(`No chain ${onChain} in this stack`);
  const { chainId, rpc } = entry;
  const account = mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex: 5 });
  const first: Hex = toHex(account.getHdKey().privateKey ?? new Uint8Array());
  const second = keccak256(stringToHex("second owner of a Safe"));
  const wallet = createWalletClient({ account, chain: { ...foundry, id: chainId }, transport: http(rpc) }).extend(
    publicActions,
  );
  return createSafe({ chainId, provider: rpc, client: wallet, wallet }, [first, second]);
}

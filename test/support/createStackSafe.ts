import { createWalletClient, type Hex, http, keccak256, publicActions, stringToHex, toHex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import type { Stack } from "../../packages/devnet/src/index.ts";
import { createSafe, type TestSafe } from "../contracts/support/createSafe.ts";

/** A real Safe of two owners on the chain of a stack. The first owner is one of Anvil's accounts, and pays. */
export async function createStackSafe({ urls }: Stack): Promise<TestSafe> {
  const account = mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex: 5 });
  const first: Hex = toHex(account.getHdKey().privateKey ?? new Uint8Array());
  const second = keccak256(stringToHex("second owner of a Safe"));
  const wallet = createWalletClient({ account, chain: foundry, transport: http(urls.rpc) }).extend(publicActions);
  return createSafe({ chainId: foundry.id, provider: urls.rpc, client: wallet, wallet }, [first, second]);
}

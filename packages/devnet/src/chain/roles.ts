import { type Address, type Hex, toHex } from "viem";
import { type HDAccount, mnemonicToAccount } from "viem/accounts";

/** Anvil's well-known accounts: never use them where money has value. */
const mnemonic = "test test test test test test test test test test test junk";

const indexes = { deployer: 0, faucet: 1, bundlerUtility: 8, bundlerExecutor: 9 } as const;

/** Who pays for what on the local chain. Accounts 2 to 7 are free for tests. */
export function getRole(role: keyof typeof indexes): { account: HDAccount; address: Address; privateKey: Hex } {
  const account = mnemonicToAccount(mnemonic, { addressIndex: indexes[role] });
  const { privateKey } = account.getHdKey();
  if (!privateKey) throw new TypeError("A key made from a mnemonic has a private key.");
  return { account, address: account.address, privateKey: toHex(privateKey) };
}

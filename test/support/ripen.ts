import { type Address, createTestClient, type Hex, hexToBigInt, http, numberToHex, publicActions } from "viem";
import { foundry } from "viem/chains";

/** The slot after the hash, as contracts/account/AccountStorage.sol lays it out: epoch, cooldown, ready, expires. */
const slot: Hex = numberToHex(0xa798b7f7bdcc309994af1316a5250505f47dd8f679b310457a1863c517b92a01n, { size: 32 });
const timeBits = 48n;
const readyAtShift = 64n + timeBits;

/**
 * An account's scheduled guardians as if they had been scheduled so much earlier. The chain's clock stays: the bundler goes
 * by its own, and would take nothing of a chain that is days ahead.
 */
export async function ripen(rpc: string, address: Address, seconds: number): Promise<void> {
  const chain = createTestClient({ mode: "anvil", chain: foundry, transport: http(rpc) }).extend(publicActions);
  const word = hexToBigInt((await chain.getStorageAt({ address, slot })) ?? "0x");
  const earlier = BigInt(seconds) * ((1n << readyAtShift) + (1n << (readyAtShift + timeBits)));
  await chain.setStorageAt({ address, index: slot, value: numberToHex(word - earlier, { size: 32 }) });
  await chain.mine({ blocks: 1 });
}

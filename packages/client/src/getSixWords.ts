import { scryptAsync } from "@noble/hashes/scrypt.js";
import { wordlist } from "@scure/bip39/wordlists/english";

/** 2^15 × 8 × 128 bytes = 32 MiB a try: whoever looks for something else with the same words pays for each. */
const cost = { N: 2 ** 15, r: 8, p: 1 } as const;

/**
 * Six words of a list of 2,048, 66 bits, that follow from `message`. Two people who read the same words to each other
 * look at the same thing.
 */
export async function getSixWords(label: string, message: Uint8Array): Promise<readonly string[]> {
  const bytes = await scryptAsync(message, new TextEncoder().encode(label), { ...cost, dkLen: 9 });
  let bits = bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n) >> 6n;
  const words: string[] = [];
  for (let index = 0; index < 6; index++) {
    words.unshift(wordlist[Number(bits & 2047n)] ?? "");
    bits >>= 11n;
  }
  return words;
}

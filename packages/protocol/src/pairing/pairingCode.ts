import type { Hex } from "viem";

/** Crockford's base 32: no I, L, O, U. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const codeLength = 12;

/** The first 60 bits of a pairing id for people: `XXXX-XXXX-XXXX`. Within its ten minutes nobody finds other keys for it. */
export function formatPairingCode(pairingId: Hex): string {
  const bits = BigInt(`0x${pairingId.slice(2, 17)}`);
  const letters = Array.from({ length: codeLength }, (_, i) => alphabet[Number((bits >> BigInt(5 * (11 - i))) & 31n)]);
  return letters.join("").replace(/(.{4})(?=.)/g, "$1-");
}

/**
 * Reads a code that a person typed, in any case, with or without dashes; letters that look like digits are taken as such.
 *
 * @returns 15 hexadecimal digits, the beginning of the pairing id; undefined for what is no code.
 */
export function parsePairingCode(text: string): string | undefined {
  const letters = text.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  if (letters.length !== codeLength) return undefined;
  let bits = 0n;
  for (const letter of letters) {
    const value = alphabet.indexOf(letter);
    if (value === -1) return undefined;
    bits = (bits << 5n) | BigInt(value);
  }
  return bits.toString(16).padStart(15, "0");
}

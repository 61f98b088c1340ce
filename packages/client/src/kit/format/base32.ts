/** Crockford's base32: no I, L, O and U, so that nothing read from paper is taken for something else. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Bytes as base32, most significant bit first, the last character filled up with zero bits. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let length = 0;
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    length += 8;
    for (; length >= 5; length -= 5) text += toCharacter(bits >> (length - 5));
    bits &= (1 << length) - 1;
  }
  return length > 0 ? text + toCharacter(bits << (5 - length)) : text;
}

/** The bytes behind base32 in its one spelling; undefined for anything else, filled-up bits that are not zero included. */
export function decodeBase32(text: string): Uint8Array<ArrayBuffer> | undefined {
  const values = readBase32(text);
  if (!values || [1, 3, 6].includes(values.length % 8)) return undefined;
  const bytes = new Uint8Array(Math.floor((values.length * 5) / 8));
  let bits = 0;
  let length = 0;
  let place = 0;
  for (const value of values) {
    bits = (bits << 5) | value;
    length += 5;
    if (length >= 8) {
      length -= 8;
      bytes[place++] = bits >> length;
      bits &= (1 << length) - 1;
    }
  }
  return bits === 0 ? bytes : undefined;
}

/**
 * The value, 0 to 31, of each character. Lowercase, and O for 0, I and L for 1, are what a person may type.
 * Undefined where a character is none of base32's.
 */
export function readBase32(text: string): number[] | undefined {
  const canonical = text.toUpperCase().replaceAll("O", "0").replaceAll(/[IL]/g, "1");
  const values = Array.from(canonical, (character) => alphabet.indexOf(character));
  return values.includes(-1) ? undefined : values;
}

/** The character of the lowest five bits. */
export function toCharacter(value: number): string {
  return alphabet.charAt(value & 31);
}

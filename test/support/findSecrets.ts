export type NamedSecret = { readonly name: string; readonly bytes: Uint8Array };

/**
 * Names of the secrets that a text holds, in hex (either case), base64, base64url or as a decimal number. Secrets of
 * less than 16 bytes are refused: they would be found by chance.
 */
export function findSecrets(text: string, secrets: readonly NamedSecret[]): readonly string[] {
  const lowercase = text.toLowerCase();
  return secrets.flatMap(({ name, bytes }) => {
    if (bytes.length < 16) throw new RangeError(`${name} is too short to search for`);
    const buffer = Buffer.from(bytes);
    const hex = buffer.toString("hex");
    const isFound =
      lowercase.includes(hex) ||
      [...spellings(buffer, "base64"), ...spellings(buffer, "base64url")].some((form) => text.includes(form)) ||
      text.includes(BigInt(`0x${hex}`).toString());
    return isFound ? [name] : [];
  });
}

/** Base64 of the bytes wherever they begin inside a longer encoded text: the characters that depend on them alone. */
function spellings(bytes: Buffer, encoding: "base64" | "base64url"): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString(encoding)
      .replaceAll("=", "");
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + bytes.length) * 8) / 6);
    return encoded.slice(first, last);
  });
}

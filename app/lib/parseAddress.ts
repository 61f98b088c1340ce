import { type Address, getAddress, isAddress, zeroAddress } from "viem";

export type AddressResult =
  | {
      readonly ok: true;
      /** In EIP-55 form. */
      readonly address: Address;
      /** It was typed with capitals that add up. */
      readonly checksummed: boolean;
    }
  | { readonly ok: false; readonly problem: string };

/** Reads an address as a person typed or pasted it: its form and, where it has capital letters, its checksum. */
export function parseAddress(input: string): AddressResult {
  const text = input.trim().replace(/^ethereum:/i, "");
  if (!/^0x/i.test(text))
    return { ok: false, problem: "An address starts with 0x, followed by 40 letters and digits." };
  if (!/^0x[0-9a-f]*$/i.test(text)) return { ok: false, problem: "This has characters that no address has." };
  if (text.length !== 42)
    return {
      ok: false,
      problem: `An address has 42 characters. This has ${text.length}: something is missing or too much.`,
    };

  const body = text.slice(2);
  const checksummed = body !== body.toLowerCase() && body !== body.toUpperCase();
  const lower: Address = `0x${body.toLowerCase()}`;
  if (checksummed && !isAddress(`0x${body}`))
    return {
      ok: false,
      problem: "This address has a typing error: its capital letters do not add up. Copy it again from its owner.",
    };
  if (lower === zeroAddress)
    return { ok: false, problem: "This is the zero address. It belongs to nobody: money sent there is gone for good." };
  return { ok: true, address: getAddress(lower), checksummed };
}

import { type Address, getAddress, isAddress, zeroAddress } from "viem";

export type RecipientResult =
  | { readonly ok: true; readonly address: Address; readonly checksummed: boolean }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads what a person typed or pasted as a recipient.
 *
 * @param own - address of the paying account
 * @param contracts - addresses that are never a person: tokens, EntryPoint, factory
 */
export function parseRecipient(parameters: {
  input: string;
  own: Address;
  contracts: Readonly<Record<string, string>>;
}): RecipientResult {
  const { input, own, contracts } = parameters;
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
  const mixed = body !== body.toLowerCase() && body !== body.toUpperCase();
  const lower: Address = `0x${body.toLowerCase()}`;
  if (mixed && !isAddress(`0x${body}`))
    return {
      ok: false,
      problem: "This address has a typing error: its capital letters do not add up. Copy it again from its owner.",
    };
  if (lower === zeroAddress)
    return { ok: false, problem: "This is the zero address. Money sent there is gone for good." };
  if (lower === own.toLowerCase())
    return { ok: false, problem: "This is your own address. To move money, enter somebody else’s." };
  const contract = contracts[lower];
  if (contract)
    return {
      ok: false,
      problem: `This is the address of ${contract} itself, not of a person. Money sent there is lost.`,
    };
  return { ok: true, address: getAddress(lower), checksummed: mixed };
}

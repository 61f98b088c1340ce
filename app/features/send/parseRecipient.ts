import type { Address } from "viem";
import { type AddressResult, parseAddress } from "@/lib/parseAddress";

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
}): AddressResult {
  const { input, own, contracts } = parameters;
  const result = parseAddress(input);
  if (!result.ok) return result;
  const lower = result.address.toLowerCase();
  if (lower === own.toLowerCase())
    return { ok: false, problem: "This is your own address. To move money, enter somebody else’s." };
  const contract = contracts[lower];
  if (contract)
    return {
      ok: false,
      problem: `This is the address of ${contract} itself, not of a person. Money sent there is lost.`,
    };
  return result;
}

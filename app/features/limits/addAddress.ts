import { parseAddress } from "@/lib/parseAddress";

export type ListResult =
  | { readonly ok: true; readonly addresses: readonly `0x${string}`[] }
  | { readonly ok: false; readonly problem: string };

const most = 100;

/** The list with the typed address on it. With nothing typed it stays as it is. */
export function addAddress(addresses: readonly `0x${string}`[], text: string): ListResult {
  if (text.trim() === "") return { ok: true, addresses };
  const result = parseAddress(text);
  if (!result.ok) return result;
  const address: `0x${string}` = `0x${result.address.slice(2).toLowerCase()}`;
  if (addresses.includes(address)) return { ok: false, problem: "This address is on the list already." };
  if (addresses.length >= most) return { ok: false, problem: `The list is full: it holds ${most} addresses.` };
  return { ok: true, addresses: [...addresses, address] };
}

import type { Address } from "viem";

/** Reads a typed address: its form and, where it has capital letters, its checksum. */
export async function parseContactAddress(
  text: string,
): Promise<{ readonly address?: Address | undefined; readonly problem?: string | undefined }> {
  const { isAddress, zeroAddress } = await import("viem");
  const address = text.trim();
  if (!/^0x[0-9a-fA-F]{40}$/.test(address)) return { problem: "An address is 0x and 40 letters and digits." };
  const hasChecksum = address !== address.toLowerCase();
  if (hasChecksum && !isAddress(address)) {
    return { problem: "This address has a typing error: its capital letters do not add up. Copy it again." };
  }
  if (address === zeroAddress) return { problem: "This is the zero address. It belongs to nobody." };
  return { address: address as Address }; // its form was just checked
}

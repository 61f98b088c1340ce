import { isIPv6 } from "node:net";

/** What one customer has: an IPv4 address, or the /64 of an IPv6 address. */
export function toNetwork(address: string): string {
  return isIPv6(address) && !address.startsWith("::ffff:") ? address.split(":").slice(0, 4).join(":") : address;
}

export function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.") || address.startsWith("::ffff:127.");
}

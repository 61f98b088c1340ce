/**
 * The client's address: the peer of the connection, or, behind proxies that the configuration lists, the last address
 * in X-Forwarded-For that is not one of them. No other forwarded header is believed for anything.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | null,
  trustedProxies: readonly string[],
): string {
  const address = peer ?? "unknown";
  if (forwardedFor === null || !trustedProxies.includes(address)) return address;
  const hops = forwardedFor.split(",").map((hop) => hop.trim());
  return hops.findLast((hop) => hop !== "" && !trustedProxies.includes(hop)) ?? address;
}

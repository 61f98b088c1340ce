import { type LookupAddress, lookup } from "node:dns";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Networks that are nobody's public address: RFC 6890 and successors, and forms that carry an IPv4 address inside. */
const notPublic = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const) {
  notPublic.addSubnet(network, prefix, "ipv4");
}

/** Of IPv6 only global unicast 2000::/3, without documentation, Teredo and 6to4. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet("2000::", 3, "ipv6");
const special = new BlockList();
for (const [network, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const) {
  special.addSubnet(network, prefix, "ipv6");
}

/** Whether an IP address is one that a service of the internet can have. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !notPublic.check(address, "ipv4");
  if (family === 6) return globalUnicast.check(address, "ipv6") && !special.check(address, "ipv6");
  return false;
}

/** The host of a URL names a private address outright. Names are looked up when they are connected to. */
export function isPrivateHost(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return isIP(bare) !== 0 && !isPublicAddress(bare);
}

export class PrivateAddressError extends Error {
  override readonly name = "PrivateAddressError";
  constructor() {
    super("The push service has no public address.");
  }
}

/** Resolves once and gives only public addresses, so what is checked is what is connected to. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, "", 0);
    const usable = (addresses as LookupAddress[]).filter(({ address }) => isPublicAddress(address)); // `all` gives a list
    const [first] = usable;
    if (!first) return callback(new PrivateAddressError(), "", 0);
    if (options.all) return callback(null, usable);
    callback(null, first.address, first.family);
  });
};

/** An agent that connects to public addresses only; `local` ones connect anywhere, over http too. */
export function createPublicAgent(protocol: string, mode: "local" | "production"): HttpAgent | HttpsAgent {
  if (mode === "local") return protocol === "http:" ? new HttpAgent() : new HttpsAgent();
  return new HttpsAgent({ lookup: publicLookup });
}

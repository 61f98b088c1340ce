import { getAccountAddress } from "@tandem/account";
import type { Address } from "viem";
import type { Context } from "../context.ts";
import type { Chain } from "../settlement/index.ts";

/** Address of the service's own account, the same on every chain. Its first operation deploys it. */
export function getRelayAddress(
  { keys }: Pick<Context, "keys">,
  { factory, core }: Pick<Chain, "core" | "factory">,
): Address {
  return getAccountAddress({ factory, core, birthKey: keys.relay.publicKey });
}

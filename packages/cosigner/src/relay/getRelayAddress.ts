import { getAccountAddress } from "@tandem/account";
import type { Address } from "viem";
import type { RelayKey } from "../keys/index.ts";
import type { Chain } from "../settlement/index.ts";

/** Address of the account that a relay key owns, the same on every chain. Its first operation deploys it. */
export function getRelayAddress(
  { publicKey }: Pick<RelayKey, "publicKey">,
  { factory, core }: Pick<Chain, "core" | "factory">,
): Address {
  return getAccountAddress({ factory, core, birthKey: publicKey });
}

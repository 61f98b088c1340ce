import { getAccountAddress } from "@tandem/account";
import { type Address, type Hex, zeroHash } from "viem";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";

/** The account's address, the same on every chain, because all configured chains have the same factory and core. */
export function accountAddress(
  { config }: Context,
  { birthKey, configHash = zeroHash, salt = zeroHash }: { birthKey: Hex; configHash?: Hex; salt?: Hex },
): Address {
  const [chain] = config.chains;
  if (!chain) throw new ServiceError("chain_unsupported", "No chain is configured.");
  const { factory, core } = chain;
  return getAccountAddress({ factory, core, birthKey, configHash, salt });
}

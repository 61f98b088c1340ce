import { findSigningEpoch } from "@tandem/account";
import { zeroHash } from "viem";
import type { Context } from "../context.ts";
import type { RecoveryRecord } from "../store/index.ts";
import { readChainState } from "./planTransactions.ts";
import { toStartRecovery } from "./toStartRecovery.ts";

/**
 * Whether the guardians that a request names are the account's on any of its chains, or would be with what its owner has
 * signed. Anybody may ask for any address with a list of his own, which nobody has to hear of. A chain that does not answer
 * says yes.
 */
export async function namesItsGuardians({ chains }: Context, recovery: RecoveryRecord): Promise<boolean> {
  const { address, origin, guardians, chainIds } = recovery;
  const { configHash } = toStartRecovery(recovery);
  const { config, firstGuardiansSignature: signature } = guardians;
  const isFirst =
    origin.configHash === configHash ||
    (origin.configHash === zeroHash &&
      signature !== undefined &&
      findSigningEpoch({ address, ...origin, config, signature }) !== undefined);
  const answers = await Promise.all(
    chainIds.map(async (chainId) => {
      const state = await readChainState(chains.get(chainId), address).catch(() => undefined);
      if (!state) return true;
      const { configuration } = state;
      return configuration.configEpoch > 0n ? configuration.configHash === configHash : isFirst;
    }),
  );
  return answers.includes(true);
}

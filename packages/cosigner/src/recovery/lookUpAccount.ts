import { getGuardianConfiguration, getOwner } from "@tandem/account";
import type { AccountOrigin, GuardianSet, RecoveryLookup, RecoveryTarget } from "@tandem/protocol";
import { type Address, zeroHash } from "viem";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import type { Chain } from "../settlement/index.ts";
import { getRecoverySource } from "../store/index.ts";

/** What the service remembers of an address, and how it stands on every chain. A guardian's card says the rest. */
export async function lookUpAccount(context: Context, address: Address): Promise<RecoveryLookup> {
  const source = await getRecoverySource(context.database, address);
  const { applied = [], first, origin } = source ?? {};
  // What anybody may have put in place with an old signature is not what the owner has chosen last.
  const newest = applied.find(({ configEpoch }) => configEpoch > 1) ?? applied[0];
  const guardians: GuardianSet | null = newest
    ? {
        configEpoch: newest.configEpoch,
        config: newest.config,
        ...(newest.configEpoch === 1 && first && { firstGuardiansSignature: first.ownerSignature }),
      }
    : first
      ? { configEpoch: 1, config: first.config, firstGuardiansSignature: first.ownerSignature }
      : null;
  const chains = await Promise.all(context.chains.all.map((chain) => readTarget(chain, address, origin)));
  return { origin: origin ?? null, guardians, chains };
}

async function readTarget(chain: Chain, address: Address, origin: AccountOrigin | undefined): Promise<RecoveryTarget> {
  try {
    const [owner, configuration] = await Promise.all([
      getOwner(chain.client, { address }),
      getGuardianConfiguration(chain.client, { address }),
    ]);
    return {
      chainId: chain.chainId,
      isDeployed: owner !== undefined,
      ownerEpoch: owner ? Number(owner.ownerEpoch) : (origin?.rotations.length ?? 0),
      ...(configuration.configHash !== zeroHash && { configHash: configuration.configHash }),
    };
  } catch (cause) {
    throw new ServiceError("upstream_unavailable", `The network ${chain.name} cannot be reached.`, {
      retryAfterSeconds: 5,
      cause,
    });
  }
}

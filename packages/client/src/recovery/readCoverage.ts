import { type GuardianConfiguration, getGuardianConfiguration, hashGuardianConfig } from "@tandem/account";
import { zeroHash } from "viem";
import { createCardClient } from "./createCardClient.ts";
import type { RecoverableAccount } from "./types.ts";

/** What one request of guardians reaches: they sign for one list under one number. */
export type Coverage = {
  readonly configEpoch: number;
  /** Ascending. */
  readonly chainIds: readonly number[];
};

/**
 * On which of a card's networks its list is in force, or can be put, and under which number: each network counts its own
 * changes. One that does not answer is taken to be as the card says.
 */
export async function readCoverage(card: RecoverableAccount): Promise<Coverage> {
  const places = await Promise.all(
    card.chains.map(async (chain) => {
      const read = getGuardianConfiguration(createCardClient(chain), card);
      const configEpoch = await read.then(
        (onChain) => toEpoch(card, onChain),
        () => card.configEpoch,
      );
      return { chainId: chain.chainId, configEpoch };
    }),
  );
  return chooseCoverage(card, places);
}

type Place = { readonly chainId: number; readonly configEpoch: number | undefined };

/** The number under which most of the networks have it; of as many, the first of them. */
export function chooseCoverage(
  { configEpoch: onCard }: Pick<RecoverableAccount, "configEpoch">,
  places: readonly Place[],
): Coverage {
  const chainsOf = (epoch: number) => places.flatMap((place) => (place.configEpoch === epoch ? [place.chainId] : []));
  const epochs = places.flatMap(({ configEpoch }) => (configEpoch === undefined ? [] : [configEpoch]));
  const [best] = [...new Set(epochs)].sort((one, other) => chainsOf(other).length - chainsOf(one).length);
  const all = places.map(({ chainId }) => chainId);
  // Where it is nowhere, the request says what the card says; each network then tells why it does not count.
  const chainIds = best === undefined ? all : chainsOf(best);
  return { configEpoch: best ?? onCard, chainIds: chainIds.sort((left, right) => left - right) };
}

/** All of a card's networks, as the card says. */
export function toEverywhere({ configEpoch, chains }: RecoverableAccount): Coverage {
  return { configEpoch, chainIds: chains.map(({ chainId }) => chainId).sort((left, right) => left - right) };
}

/** The number under which a network has the list of a card, or takes it; undefined where it does not. */
export function toEpoch(
  { config, configHash: inAddress, firstGuardiansSignature }: RecoverableAccount,
  { configEpoch, configHash }: Pick<GuardianConfiguration, "configEpoch" | "configHash">,
): number | undefined {
  if (configEpoch > 0n) return hashGuardianConfig(config, configEpoch) === configHash ? Number(configEpoch) : undefined;
  if (inAddress !== zeroHash) return hashGuardianConfig(config, 1n) === inAddress ? 1 : undefined;
  return firstGuardiansSignature ? 1 : undefined;
}

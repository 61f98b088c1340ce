import { type CatchUpTransaction, encodeRotateOwner, listOwners, planCatchUp, tandemAddresses } from "@tandem/account";
import { SyncedGuardianSet } from "@tandem/protocol";
import type { OfflineState } from "./readOfflineAccount.ts";
import type { OfflineAccount } from "./types.ts";

export type GetKeyStandingParameters = {
  readonly account: OfflineAccount;
  /** As the chain has it. */
  readonly state: Pick<OfflineState, "configEpoch" | "owner" | "ownerEpoch">;
  /** Of the kit: the guardians as it knows them. */
  readonly guardians?: readonly unknown[] | undefined;
};

export type KeyStanding =
  /** The account's key is the owner here, or will be by its first operation. */
  | { readonly status: "current" }
  /** An earlier key still owns the account here. Anybody may send what is missing; it is signed already. */
  | { readonly status: "behind"; readonly transactions: readonly CatchUpTransaction[] }
  /** Guardians gave the key to the account elsewhere, and not here. */
  | { readonly status: "not-recovered" }
  /** A key that is not in this kit owns the account here. */
  | { readonly status: "replaced" };

/** How an account's key stands on a chain, and what brings it there. Asks nobody. */
export function getKeyStanding({ account, state, guardians }: GetKeyStandingParameters): KeyStanding {
  const { address, birthKey, configHash, salt, rotations, recovered, publicKey } = account;
  if (state.owner === publicKey) return { status: "current" };
  const owners = listOwners(account);
  const isOwner = ({ owner, ownerEpoch }: (typeof owners)[number]) =>
    owner === state.owner && BigInt(ownerEpoch) === state.ownerEpoch;
  const index = owners.findIndex(isOwner);
  if (index === -1) {
    const isBefore = recovered !== undefined && state.ownerEpoch < BigInt(recovered.ownerEpoch);
    return { status: isBefore ? "not-recovered" : "replaced" };
  }
  if (recovered) {
    const missing = owners.slice(index).flatMap(({ next }) => next ?? []);
    const transactions = missing.map((rotation) => ({
      kind: "rotate" as const,
      to: address,
      data: encodeRotateOwner(rotation),
    }));
    return { status: "behind", transactions };
  }
  const set = SyncedGuardianSet.safeParse(guardians?.[0]).data;
  const { factory } = tandemAddresses;
  const transactions = planCatchUp({
    ...{ address, factory, origin: { birthKey, configHash, salt, rotations } },
    firstGuardians: set?.ownerSignature && { config: set.config, signature: set.ownerSignature },
    state,
  });
  return { status: "behind", transactions };
}

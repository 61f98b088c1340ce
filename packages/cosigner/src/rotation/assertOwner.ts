import { ServiceError } from "../errors.ts";
import type { Chain } from "../settlement/index.ts";
import type { AccountKey } from "../store/index.ts";
import { readOwner } from "./readOwner.ts";

/** What was seen on a chain once stays: an owner changes by a rotation only, which changes the key asked for. */
const seen = new Set<string>();
const maxSeen = 10_000;

/**
 * The share's key is the owner on that chain. An account whose key never changed has no other owner there, short of a
 * recovery, which ends the share itself; so it costs a read only after a rotation, once a chain and key.
 *
 * @throws ServiceError `epoch_stale` with rule `rotation-pending`, `upstream_unavailable`
 */
export async function assertOwner(chain: Chain, key: AccountKey): Promise<void> {
  if (key.rotations.length === 0) return;
  const name = `${chain.chainKey}:${key.address}:${key.publicKey}`;
  if (seen.has(name)) return;
  const owner = await readOwner(chain, key.address);
  // Without code the deployment brings the rotations with it.
  if (owner === undefined) return;
  if (owner !== key.publicKey) {
    throw new ServiceError("epoch_stale", `The account's new key is not yet written on ${chain.name}.`, {
      rule: "rotation-pending",
      action: "Wait until the change of the key is confirmed there, then try again.",
      retryAfterSeconds: 5,
    });
  }
  const [oldest] = seen;
  if (seen.size >= maxSeen && oldest !== undefined) seen.delete(oldest);
  seen.add(name);
}

import { listOwners } from "@tandem/account";
import type { Hex } from "viem";
import { ServiceError } from "../errors.ts";
import type { Chain } from "../settlement/index.ts";
import type { AccountKey, AccountRecord } from "../store/index.ts";
import { readOwner } from "./readOwner.ts";

/** Keys that a chain has named as the owner, for as long as it tells of no later one. */
const seen = new Set<string>();
const maxSeen = 10_000;

/**
 * The share's key is the owner on that chain. What the chain has told and settled is in the database and costs no read:
 * it is one where that names another key, and where the key has changed and the chain has told of nothing.
 *
 * @throws ServiceError `epoch_stale` with rule `rotation-pending` (the chain does not have the newest key yet),
 * `recovery-missing` (guardians have recovered the account elsewhere only) or `owner-replaced` (a key that this service
 * has no share of); `upstream_unavailable`
 */
export async function assertOwner(
  chain: Chain,
  { key, chainOwners }: Pick<AccountRecord, "chainOwners"> & { readonly key: AccountKey },
): Promise<void> {
  const told = chainOwners.find(({ chainKey }) => chainKey === chain.chainKey);
  if (told?.owner === key.publicKey) return;
  if (!told && key.rotations.length === 0 && !key.recovered) return;
  const name = `${chain.chainKey}:${key.address}:${key.publicKey}:${told?.ownerEpoch ?? ""}`;
  if (seen.has(name)) return;
  const owner = await readOwner(chain, key.address);
  // Without code the deployment brings the rotations with it, but no recovery.
  if (owner === undefined && !key.recovered) return;
  if (owner !== key.publicKey) throw refuse(chain, key, owner);
  const [oldest] = seen;
  if (seen.size >= maxSeen && oldest !== undefined) seen.delete(oldest);
  seen.add(name);
}

function refuse({ name }: Chain, key: AccountKey, owner: Hex | undefined): ServiceError {
  if (listOwners(key).some((entry) => entry.owner === owner)) {
    return new ServiceError("epoch_stale", `The account's new key is not yet written on ${name}.`, {
      rule: "rotation-pending",
      action: "Wait until the change of the key is confirmed there, then try again.",
      retryAfterSeconds: 5,
    });
  }
  const { birthKey, rotations } = key;
  if (owner === undefined || listOwners({ birthKey, rotations }).some((entry) => entry.owner === owner)) {
    return new ServiceError("epoch_stale", `Your guardians have not recovered the account on ${name}.`, {
      rule: "recovery-missing",
      action: "Wait if that recovery is still running, or ask your guardians to recover the account there too.",
    });
  }
  return new ServiceError("epoch_stale", `Another key owns the account on ${name}.`, {
    rule: "owner-replaced",
    action:
      "Use the device that holds the new key, or its two files under “Restore from a backup kit”. If neither you nor your guardians made it, ask them to recover the account.",
  });
}

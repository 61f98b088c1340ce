import type { CheckKitResponse } from "@tandem/protocol";
import type { Context } from "../context.ts";
import { listKitUpdates, checkKit as noteCheck } from "../store/index.ts";
import { kitOutdated, kitReplaced, requireKit } from "./requireKit.ts";
import type { Caller } from "./rules.ts";

/**
 * A kit's request key has signed, which only who opened the kit can do: it is kept, complete, and the service still knows
 * it. The first time it takes the place of every earlier kit.
 *
 * @throws ServiceError `unknown_id`, `epoch_stale`; with rule `kit-outdated` where an update of the shares missed it.
 */
export async function checkKit(context: Context, caller: Caller): Promise<CheckKitResponse> {
  const { record } = await requireKit(context, caller);
  const { outcome, checkedAt } = await noteCheck(context.database, caller);
  if (outcome === "outdated") throw kitOutdated();
  if (outcome !== "checked") throw kitReplaced();
  const updates = await listKitUpdates(context.database, caller.accountId, caller.keyId);
  return { keyEpoch: record.keyEpoch, checkedAt: checkedAt.getTime(), updates };
}

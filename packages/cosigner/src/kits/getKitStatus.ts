import type { KitStatus } from "@tandem/protocol";
import type { Context } from "../context.ts";
import { getKitSummary, requireAccount } from "../doors/index.ts";
import { findWait, getKitAllowed, listKitUpdates } from "../store/index.ts";
import { type Caller, isNewDevice, kitRefusal, maxKitsADay, toKitSubject } from "./rules.ts";

/** What a device may do about the kit now; nothing is changed. */
export async function getKitStatus(context: Context, { accountId, keyId }: Caller): Promise<KitStatus> {
  const record = await requireAccount(context, { accountId, keyId });
  const { keyEpoch } = record;
  const subject = toKitSubject({ accountId, keyId, keyEpoch });
  const rules = { accountId, keyEpoch, subject, maxTriesADay: maxKitsADay };
  const [allowed, wait] = await Promise.all([
    getKitAllowed(context.database, rules),
    findWait(context.database, { accountId, kind: "kit", subject }),
  ]);
  const kit = getKitSummary(record);
  const updates = kit ? await listKitUpdates(context.database, accountId, kit.keyId) : [];
  const known = { kit, updates };
  const outcome = allowed === "made" && isNewDevice(record, keyId) ? "wait" : allowed;
  switch (outcome) {
    case "made":
      return { ...known, making: "now", ...wait };
    case "wait":
      return wait ? { ...known, making: "waiting", ...wait } : { ...known, making: "ask" };
    case "frozen":
      return { ...known, making: "frozen" };
    case "tries":
      return { ...known, making: "too-many" };
    default:
      throw kitRefusal(outcome);
  }
}

import type { ConfirmWaitRequest } from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { assertActionProof, requireAccount } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import { confirmWait as markConfirmed } from "../store/index.ts";

/** What another device's yes is enough for. Everything else has its delay for everybody. */
const kinds = ["rotation"];

/**
 * Another device of the account says yes to what one has asked for: the wait is over at once. A device in quarantine
 * confirms nothing, or two stolen sign-ins could vouch for each other.
 */
export async function confirmWait(
  context: Context,
  { accountId, keyId, waitId }: { readonly accountId: Hex; readonly keyId: Hex; readonly waitId: string },
  { proof }: ConfirmWaitRequest,
): Promise<void> {
  const record = await requireAccount(context, { accountId, keyId });
  const device = record.devices.find((entry) => entry.keyId === keyId);
  if (!device || device.isNew) {
    throw new ServiceError("policy_refused", "This device is too new to confirm for another.", {
      rule: "new-device",
      action: "Use a device that has been part of the account for a day.",
    });
  }
  await assertActionProof(context, { record, action: "confirm-wait", body: { waitId }, proof });
  if (!(await markConfirmed(context.database, { accountId, keyId, waitId, kinds }))) {
    throw new ServiceError("unknown_id", "There is nothing that this device could confirm.", {
      action: "It was stopped, used, or asked for by this very device.",
    });
  }
}

import { getCurrentOwner } from "@tandem/account";
import type { RequestRotationRequest, Wait } from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { assertActionProof, requireAccount, requireKey } from "../doors/index.ts";
import { listWaits, requestWait } from "../store/index.ts";
import { toRotationSubject } from "./subject.ts";

const delaySeconds = 24 * 3600;
const windowSeconds = 7 * 24 * 3600;

/**
 * Asks for a rotation: 24 hours with an alarm on every device, any of which may stop it, or confirm it so that it need
 * not wait. Asked again it gives the wait that runs.
 */
export async function requestRotation(
  context: Context,
  { accountId, keyId }: { readonly accountId: Hex; readonly keyId: Hex },
  { proof }: RequestRotationRequest,
): Promise<Wait> {
  const record = await requireAccount(context, { accountId, keyId });
  const { ownerEpoch } = getCurrentOwner(requireKey(record));
  await assertActionProof(context, { record, action: "request-rotation", body: {}, proof });
  const device = record.devices.find((entry) => entry.keyId === keyId);
  const { waitId } = await requestWait(context.database, {
    waitId: context.randomBytes(16),
    accountId,
    kind: "rotation",
    subject: toRotationSubject({ keyId, ownerEpoch }),
    facts: { device: device?.name ?? "" },
    keyId,
    delaySeconds,
    windowSeconds,
  });
  const wait = (await listWaits(context.database, accountId)).find((entry) => entry.waitId === waitId);
  if (!wait) throw new TypeError("the wait that was just made is not listed");
  return wait;
}

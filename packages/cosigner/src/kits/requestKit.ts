import type { RequestKitRequest, RequestKitResponse } from "@tandem/protocol";
import type { Context } from "../context.ts";
import { assertActionProof, requireAccount } from "../doors/index.ts";
import { getKitAllowed, requestWait } from "../store/index.ts";
import { type Caller, isNewDevice, kitRefusal, kitWait, maxKitsADay, toKitSubject } from "./rules.ts";

/** Begins the wait for a kit where there must be one, and alarms the owner. Asked again it gives the wait that runs. */
export async function requestKit(
  context: Context,
  { accountId, keyId }: Caller,
  { proof, ...body }: RequestKitRequest,
): Promise<RequestKitResponse> {
  const record = await requireAccount(context, { accountId, keyId });
  const subject = toKitSubject({ accountId, keyId, keyEpoch: body.keyEpoch });
  const rules = { accountId, keyEpoch: body.keyEpoch, subject, maxTriesADay: maxKitsADay };
  const allowed = await getKitAllowed(context.database, rules);
  if (allowed === "made" && !isNewDevice(record, keyId)) return {};
  if (allowed !== "made" && allowed !== "wait") throw kitRefusal(allowed);
  await assertActionProof(context, { record, action: "request-kit", body, proof });
  const device = record.devices.find((candidate) => candidate.keyId === keyId);
  const { readyAt, expiresAt } = await requestWait(context.database, {
    waitId: context.randomBytes(16),
    accountId,
    kind: "kit",
    subject,
    facts: { device: device?.name ?? "" },
    keyId,
    ...kitWait,
  });
  return { readyAt, expiresAt };
}

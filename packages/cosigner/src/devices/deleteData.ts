import { createHash } from "node:crypto";
import { encodeParts } from "@tandem/frost";
import { type DeleteDataRequest, hexToBytes, type Wait } from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { assertActionProof, requireAccount } from "../doors/index.ts";
import { listWaits, requestWait } from "../store/index.ts";
import { assertSettled } from "./manageDevices.ts";

const delaySeconds = 7 * 24 * 3600;
/** Until a server has done it. */
const windowSeconds = 30 * 24 * 3600;

/**
 * Everything that the service keeps of the account goes in 7 days, its share of the key with it. Every device is told,
 * and any of them may stop it.
 */
export async function deleteData(
  context: Context,
  { accountId, keyId }: { readonly accountId: Hex; readonly keyId: Hex },
  { proof }: DeleteDataRequest,
): Promise<Wait> {
  const record = await requireAccount(context, { accountId, keyId });
  assertSettled(record, keyId);
  await assertActionProof(context, { record, action: "delete-data", body: {}, proof });
  const { waitId } = await requestWait(context.database, {
    waitId: context.randomBytes(16),
    accountId,
    kind: "delete-data",
    subject: createHash("sha256")
      .update(encodeParts(["tandem/delete-data/v1", hexToBytes(accountId)]))
      .digest(),
    facts: {},
    keyId,
    delaySeconds,
    windowSeconds,
  });
  const wait = (await listWaits(context.database, accountId)).find((entry) => entry.waitId === waitId);
  if (!wait) throw new TypeError("the wait that was just made is not listed");
  return wait;
}

import { FirstGuardians } from "@tandem/protocol";
import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";

/** The first guardians as the service keeps them; null where it keeps none. */
export async function readKeptFirst(context: ClientContext, accountId: Hex): Promise<FirstGuardians["first"]> {
  const key = await getRequestKey(context, accountId);
  const path = `/accounts/${accountId}/guardians`;
  return (await sendSignedRequest(context, { key, method: "GET", path, schema: FirstGuardians })).first;
}

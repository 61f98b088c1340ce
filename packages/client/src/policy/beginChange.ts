import { Wait } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import { sendAction } from "./sendAction.ts";
import type { BeginChangeParameters } from "./types.ts";

/** Announces a call to the account that adds a holder of power; it is co-signed when its wait is over. */
export function beginChange(
  context: ClientContext,
  { accountId, chainId, data }: BeginChangeParameters,
): Promise<Wait> {
  return sendAction(context, {
    accountId,
    path: "/changes",
    action: "begin-change",
    body: { chainId, data },
    schema: Wait,
  });
}

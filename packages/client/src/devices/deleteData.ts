import { Wait } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import type { AccountParameters } from "../types.ts";
import { sendAction } from "./sendAction.ts";

/** Asks for it with a passkey; any device may stop it for 7 days. */
export async function deleteData(context: ClientContext, { accountId }: AccountParameters): Promise<Wait> {
  return sendAction(context, { accountId, action: "delete-data", proved: {}, path: "/delete", schema: Wait });
}

import { DisplayName } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import { InvalidInputError } from "../errors.ts";
import { getRequestKey, noBody, sendSignedRequest } from "../requests/index.ts";
import type { RenameDeviceParameters } from "./types.ts";

/** @throws InvalidInputError */
export async function renameDevice(
  context: ClientContext,
  { accountId, keyId, name }: RenameDeviceParameters,
): Promise<void> {
  const parsed = DisplayName.safeParse(name.trim());
  if (!parsed.success) throw new InvalidInputError("This name cannot be used.", "Use 1 to 64 characters on one line.");
  const key = await getRequestKey(context, accountId);
  const path = `/accounts/${accountId}/devices/${keyId}/rename`;
  await sendSignedRequest(context, { key, method: "POST", path, body: { name: parsed.data }, schema: noBody });
}

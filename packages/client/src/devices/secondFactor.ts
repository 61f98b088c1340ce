import { SecondFactorCode, StartSecondFactorResponse } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import { InvalidInputError } from "../errors.ts";
import { getRequestKey, noBody, sendSignedRequest } from "../requests/index.ts";
import type { AccountParameters } from "../types.ts";
import { sendAction } from "./sendAction.ts";
import type { SecondFactorCodeParameters } from "./types.ts";

export async function addSecondFactor(
  context: ClientContext,
  { accountId }: AccountParameters,
): Promise<StartSecondFactorResponse> {
  return sendAction(context, {
    accountId,
    action: "add-second-factor",
    proved: {},
    path: "/second-factor",
    schema: StartSecondFactorResponse,
  });
}

export async function confirmSecondFactor(
  context: ClientContext,
  { accountId, code }: SecondFactorCodeParameters,
): Promise<void> {
  const key = await getRequestKey(context, accountId);
  const path = `/accounts/${accountId}/second-factor/confirm`;
  await sendSignedRequest(context, { key, method: "POST", path, body: { code: readCode(code) }, schema: noBody });
}

export async function removeSecondFactor(
  context: ClientContext,
  { accountId, code }: SecondFactorCodeParameters,
): Promise<void> {
  await sendAction(context, {
    accountId,
    action: "remove-second-factor",
    proved: {},
    path: "/second-factor/remove",
    body: { code: readCode(code) },
    schema: noBody,
  });
}

function readCode(text: string): string {
  const code = SecondFactorCode.safeParse(text.replace(/\s/g, ""));
  if (!code.success) throw new InvalidInputError("This is not a code.", "Enter the 6 digits that your app shows.");
  return code.data;
}

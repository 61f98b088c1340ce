import { CreateAccountRequest, CreateAccountResponse } from "@tandem/protocol";
import type { ClientContext } from "../../context.ts";
import { InvalidInputError } from "../../errors.ts";
import { createRequestKey, getConfig, keepServer, sendSignedRequest } from "../../requests/index.ts";
import { creationKey } from "../../storage/index.ts";
import type { CreateAccountParameters } from "../../types.ts";
import { type Creation, defaultDeviceName } from "./creation.ts";

/** Asks the co-signer for an account id under a new request key, and notes the creation down. */
export async function startCreation(context: ClientContext, parameters: CreateAccountParameters): Promise<Creation> {
  const { name, deviceName = defaultDeviceName, keepVault = true } = parameters;
  const body = CreateAccountRequest.safeParse({ name: name.trim(), deviceName });
  if (!body.success) {
    throw new InvalidInputError("This name cannot be used.", "Use 1 to 64 characters on one line.");
  }
  const [config, requestKey] = await Promise.all([getConfig(context), createRequestKey()]);
  const answer = await sendSignedRequest(context, {
    key: requestKey,
    method: "POST",
    path: "/accounts",
    body: body.data,
    schema: CreateAccountResponse,
  });
  const { accountId, challenge, expiresAt } = answer;
  const key = { version: 1, ...requestKey } as const;
  const record = {
    version: 1,
    stage: "registered",
    accountId,
    ...body.data,
    keepVault,
    createdAt: context.now(),
    challenge,
    challengeExpiresAt: expiresAt,
  } as const;
  await context.storage.write([
    { store: "keys", key: accountId, value: key },
    { store: "creations", key: creationKey, value: record },
    keepServer(context, config),
  ]);
  return { record, key };
}

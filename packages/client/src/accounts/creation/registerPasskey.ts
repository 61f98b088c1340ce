import { RegisterPasskeyResponse } from "@tandem/protocol";
import type { ClientContext } from "../../context.ts";
import { sendSignedRequest } from "../../requests/index.ts";
import { type Creation, saveCreation } from "./creation.ts";
import { promptForPrf } from "./promptForPrf.ts";

/** Binds the passkey to the account. The co-signer keeps a vault copy only of a share that a passkey opens. */
export async function registerPasskey(context: ClientContext, attested: Creation): Promise<Creation> {
  const isKnown = attested.prf !== undefined || attested.record.prf !== undefined;
  const creation = isKnown ? attested : await promptForPrf(context, attested);
  const { accountId, registration, keepVault } = creation.record;
  const prf = creation.prf ? "available" : (creation.record.prf ?? "missing");
  const hasVault = keepVault && prf === "available";
  await sendSignedRequest(context, {
    key: creation.key,
    method: "POST",
    path: `/accounts/${accountId}/passkey`,
    body: { registration, hasVault },
    schema: RegisterPasskeyResponse,
  });
  return saveCreation(context, creation, { stage: "passkey", prf, hasVault, registration: undefined });
}
